// CREATE, ALTER and DROP; type names.
#include "local/standin/nosql/parser_impl.h"

namespace standin::nosql {

Result<Statement> Parser::Definition() {
  if (TakeWord("CREATE")) {
    if (TakeWord("TABLE")) return CreateTable();
    if (TakeWord("INDEX")) return CreateIndex();
    return Unsupported("CREATE of anything but a table or an index");
  }
  if (TakeWord("ALTER")) {
    if (TakeWord("TABLE")) return AlterTable();
    return Unsupported("ALTER of anything but a table");
  }
  ++at_;  // DROP
  return Drop();
}

Result<Statement> Parser::CreateTable() {
  CreateTableStatement table;
  table.if_not_exists = TakeWords({"IF", "NOT", "EXISTS"});
  OCI_ASSIGN_OR_RETURN(table.name, ExpectTableName());
  OCI_RETURN_IF_ERROR(ExpectSymbol("("));
  OCI_RETURN_IF_ERROR(TableElements(table));
  OCI_RETURN_IF_ERROR(TableOptions(table));
  return Statement(std::move(table));
}

Status Parser::TableElements(CreateTableStatement& table) {
  bool keyed = false;
  do {
    if (AtWord("PRIMARY") && AtWord("KEY", 1)) {
      if (keyed) return Unexpected("a column");
      keyed = true;
      OCI_RETURN_IF_ERROR(PrimaryKey(table));
    } else {
      OCI_ASSIGN_OR_RETURN(ColumnDefinition column, Column());
      table.columns.push_back(std::move(column));
    }
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  if (!keyed) return Unexpected("PRIMARY KEY");
  return oci::Ok();
}

Status Parser::PrimaryKey(CreateTableStatement& table) {
  at_ += 2;
  OCI_RETURN_IF_ERROR(ExpectSymbol("("));
  const auto names = [&]() -> Status {
    do {
      OCI_ASSIGN_OR_RETURN(std::string name, ExpectName("a column"));
      if (AtSymbol("(")) return Unsupported("A key size");
      table.primary_key.push_back(std::move(name));
    } while (TakeSymbol(","));
    return oci::Ok();
  };
  bool more = true;
  if (TakeWord("SHARD")) {
    OCI_RETURN_IF_ERROR(ExpectSymbol("("));
    OCI_RETURN_IF_ERROR(names());
    OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
    table.shard_key_size = table.primary_key.size();
    more = TakeSymbol(",");
  }
  if (more) OCI_RETURN_IF_ERROR(names());
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  if (table.shard_key_size == 0) table.shard_key_size = table.primary_key.size();
  return oci::Ok();
}

Status Parser::TableOptions(CreateTableStatement& table) {
  while (Peek().type != Token::Type::kEnd) {
    if (TakeWords({"USING", "TTL"})) {
      OCI_ASSIGN_OR_RETURN(const int64_t amount, ExpectInteger());
      if (amount < 0 || amount > 100000) return Unexpected("a reasonable TTL");
      table.ttl_amount = static_cast<int>(amount);
      table.ttl_in_hours = TakeWord("HOURS");
      if (!table.ttl_in_hours) OCI_RETURN_IF_ERROR(ExpectWord("DAYS"));
    } else if (TakeWord("COMMENT")) {
      if (Peek().type != Token::Type::kString) return Unexpected("a string");
      ++at_;
    } else if (AtWord("WITH") || AtWord("AS") || AtWord("IN") || AtWord("ENABLE")) {
      return Unsupported("The table option " + Peek().text);
    } else {
      return Unexpected("<EOF>");
    }
  }
  return oci::Ok();
}

Result<ColumnDefinition> Parser::Column() {
  ColumnDefinition column;
  OCI_ASSIGN_OR_RETURN(column.name, ExpectName("a column"));
  OCI_ASSIGN_OR_RETURN(column.type, ParseTypeName());
  OCI_RETURN_IF_ERROR(ColumnOptions(column));
  return column;
}

Status Parser::ColumnOptions(ColumnDefinition& column) {
  while (true) {
    if (TakeWords({"NOT", "NULL"})) {
      column.nullable = false;
    } else if (TakeWord("DEFAULT")) {
      OCI_ASSIGN_OR_RETURN(column.default_value, UnaryExpression());
    } else if (TakeWords({"AS", "UUID"})) {
      column.as_uuid = true;
      column.generated_uuid = TakeWords({"GENERATED", "BY", "DEFAULT"});
      if (column.type->kind != Kind::kString) return Unexpected("a STRING column for UUID");
    } else if (TakeWord("COMMENT")) {
      if (Peek().type != Token::Type::kString) return Unexpected("a string");
      ++at_;
    } else if (AtWord("GENERATED")) {
      OCI_RETURN_IF_ERROR(Identity(column));
    } else if (AtWord("AS")) {
      return Unsupported("AS MR_COUNTER");
    } else {
      return oci::Ok();
    }
  }
}

Status Parser::Identity(ColumnDefinition& column) {
  ++at_;
  column.identity = true;
  column.identity_always = TakeWord("ALWAYS");
  if (!column.identity_always) {
    OCI_RETURN_IF_ERROR(ExpectWord("BY"));
    OCI_RETURN_IF_ERROR(ExpectWord("DEFAULT"));
    column.identity_on_null = TakeWords({"ON", "NULL"});
  }
  OCI_RETURN_IF_ERROR(ExpectWord("AS"));
  OCI_RETURN_IF_ERROR(ExpectWord("IDENTITY"));
  if (!TakeSymbol("(")) return oci::Ok();
  while (!TakeSymbol(")")) {
    std::optional<std::string>* option = nullptr;
    if (TakeWords({"START", "WITH"})) option = &column.start;
    if (TakeWords({"INCREMENT", "BY"})) option = &column.increment;
    if (TakeWord("MINVALUE")) option = &column.minimum;
    if (TakeWord("MAXVALUE")) option = &column.maximum;
    if (TakeWord("CACHE")) option = &column.cache;
    if (!option) {
      if (TakeWords({"NO", "CYCLE"}) || TakeWords({"NO", "MINVALUE"}) ||
          TakeWords({"NO", "MAXVALUE"}))
        continue;
      OCI_RETURN_IF_ERROR(ExpectWord("CYCLE"));
      column.cycle = true;
      continue;
    }
    OCI_ASSIGN_OR_RETURN(const int64_t value, ExpectInteger());
    *option = std::to_string(value);
  }
  return oci::Ok();
}

Result<Statement> Parser::AlterTable() {
  AlterTableStatement alter;
  OCI_ASSIGN_OR_RETURN(alter.name, ExpectTableName());
  if (TakeWords({"USING", "TTL"})) {
    OCI_ASSIGN_OR_RETURN(const int64_t amount, ExpectInteger());
    if (amount < 0 || amount > 100000) return Unexpected("a reasonable TTL");
    const bool hours = TakeWord("HOURS");
    if (!hours) OCI_RETURN_IF_ERROR(ExpectWord("DAYS"));
    alter.ttl.emplace(static_cast<int>(amount), hours);
    return Statement(std::move(alter));
  }
  if (!AtSymbol("(")) return Unsupported("ALTER TABLE " + Peek().text);
  ++at_;
  do {
    if (TakeWord("ADD")) {
      OCI_ASSIGN_OR_RETURN(ColumnDefinition column, Column());
      alter.added.push_back(std::move(column));
    } else if (TakeWord("DROP")) {
      OCI_ASSIGN_OR_RETURN(std::string column, ExpectName("a column"));
      alter.dropped.push_back(std::move(column));
    } else if (AtWord("MODIFY")) {
      return Unsupported("ALTER TABLE MODIFY");
    } else {
      return Unexpected("{ADD, DROP, MODIFY}");
    }
    TakeSymbol(",");
  } while (!TakeSymbol(")"));
  return Statement(std::move(alter));
}

Result<Statement> Parser::CreateIndex() {
  CreateIndexStatement index;
  index.if_not_exists = TakeWords({"IF", "NOT", "EXISTS"});
  OCI_ASSIGN_OR_RETURN(index.name, ExpectName("an index name"));
  OCI_RETURN_IF_ERROR(ExpectWord("ON"));
  OCI_ASSIGN_OR_RETURN(index.table, ExpectTableName());
  OCI_RETURN_IF_ERROR(ExpectSymbol("("));
  do {
    OCI_ASSIGN_OR_RETURN(IndexPath path, ParseIndexPath());
    index.paths.push_back(std::move(path));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  if (AtWord("WITH")) return Unsupported("The index option WITH");
  return Statement(std::move(index));
}

Result<IndexPath> Parser::ParseIndexPath() {
  IndexPath path;
  OCI_ASSIGN_OR_RETURN(path.column, ExpectName("a column"));
  if (AtSymbol("(")) return Unsupported("A function in an index");
  while (true) {
    if (TakeSymbol("[")) {
      OCI_RETURN_IF_ERROR(ExpectSymbol("]"));
      if (path.multi_key) return Unsupported("Nested arrays in an index");
      path.multi_key = true;
    } else if (TakeSymbol(".")) {
      if (path.multi_key) return Unsupported("A field below an array in an index");
      if (Peek().type != Token::Type::kName && Peek().type != Token::Type::kString)
        return Unexpected("a field name");
      path.steps.push_back(tokens_[at_++].text);
      if (AtSymbol("(")) return Unsupported("keys() and values() in an index");
    } else {
      break;
    }
  }
  if (TakeWord("AS")) {
    OCI_ASSIGN_OR_RETURN(path.json_type, ParseTypeName());
  }
  return path;
}

Result<Statement> Parser::Drop() {
  if (TakeWord("TABLE")) {
    DropTableStatement drop;
    drop.if_exists = TakeWords({"IF", "EXISTS"});
    OCI_ASSIGN_OR_RETURN(drop.name, ExpectTableName());
    return Statement(std::move(drop));
  }
  if (!TakeWord("INDEX")) return Unsupported("DROP of anything but a table or an index");
  DropIndexStatement drop;
  drop.if_exists = TakeWords({"IF", "EXISTS"});
  OCI_ASSIGN_OR_RETURN(drop.name, ExpectName("an index name"));
  OCI_RETURN_IF_ERROR(ExpectWord("ON"));
  OCI_ASSIGN_OR_RETURN(drop.table, ExpectTableName());
  return Statement(std::move(drop));
}

Result<TypePtr> Parser::ParseTypeName() {
  static constexpr std::pair<std::string_view, Kind> kSimple[] = {
      {"BOOLEAN", Kind::kBoolean}, {"INTEGER", Kind::kInteger}, {"LONG", Kind::kLong},
      {"FLOAT", Kind::kFloat},     {"DOUBLE", Kind::kDouble},   {"NUMBER", Kind::kNumber},
      {"STRING", Kind::kString},   {"JSON", Kind::kJson}};
  for (const auto& [name, kind] : kSimple) {
    if (TakeWord(name)) return MakeType(kind);
  }
  if (TakeWord("ENUM")) return EnumType();
  if (TakeWord("ARRAY")) return ContainerType(Kind::kArray);
  if (TakeWord("MAP")) return ContainerType(Kind::kMap);
  if (TakeWord("RECORD")) return ContainerType(Kind::kRecord);
  const bool timestamp = AtWord("TIMESTAMP");
  if (!timestamp && !AtWord("BINARY")) {
    if (AtWord("ANY") || AtWord("ANYATOMIC") || AtWord("POINT") || AtWord("GEOMETRY"))
      return Unsupported("The type " + Peek().text);
    return Unexpected("a type");
  }
  ++at_;
  auto type = std::make_shared<Type>();
  type->kind = timestamp ? Kind::kTimestamp : Kind::kBinary;
  if (timestamp) type->precision = 9;
  if (TakeSymbol("(")) {
    OCI_ASSIGN_OR_RETURN(const int64_t size, ExpectInteger());
    if (size < (timestamp ? 0 : 1) || size > (timestamp ? 9 : 1 << 20))
      return Unexpected("a size in range");
    (timestamp ? type->precision : type->length) = static_cast<int>(size);
    OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  }
  return TypePtr(std::move(type));
}

Result<TypePtr> Parser::EnumType() {
  auto type = std::make_shared<Type>();
  type->kind = Kind::kEnum;
  OCI_RETURN_IF_ERROR(ExpectSymbol("("));
  do {
    OCI_ASSIGN_OR_RETURN(std::string symbol, ExpectName("a symbol"));
    for (const auto& other : type->symbols) {
      if (other == symbol) return Unexpected("another symbol, this one is there already");
    }
    type->symbols.push_back(std::move(symbol));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  return TypePtr(std::move(type));
}

Result<TypePtr> Parser::ContainerType(Kind kind) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  OCI_RETURN_IF_ERROR(Enter());
  OCI_RETURN_IF_ERROR(ExpectSymbol("("));
  if (kind == Kind::kRecord) {
    do {
      OCI_ASSIGN_OR_RETURN(std::string name, ExpectName("a field"));
      OCI_ASSIGN_OR_RETURN(TypePtr member, ParseTypeName());
      if (AtWord("NOT") || AtWord("DEFAULT")) return Unsupported("An option of a RECORD field");
      type->members.emplace_back(std::move(name), std::move(member));
    } while (TakeSymbol(","));
  } else {
    OCI_ASSIGN_OR_RETURN(type->element, ParseTypeName());
  }
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  Leave();
  return TypePtr(std::move(type));
}

}  // namespace standin::nosql
