#include "fotogal/people/directory.h"

#include <utf8proc.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/clean_text.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/people/look_alikes.h"
#include "fotogal/people/people_statements.h"
#include "fotogal/people/user.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxTermBytes = 40;
constexpr size_t kMaxTerms = 12;   // per account, and as many words after marks
constexpr int kRowsByWords = 100;  // read for one page
constexpr const char* kProfessionals = "@pro";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string CutAt(std::string text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && IsContinuation(text[bytes])) --bytes;
  text.resize(bytes);
  return text;
}

// The first letter: the shard of a term.
std::string PrefixOf(const std::string& term) {
  size_t end = 1;
  while (end < term.size() && IsContinuation(term[end])) ++end;
  return term.substr(0, end);
}

struct Entry {
  std::string prefix, term;
  auto operator<=>(const Entry&) const = default;
};

std::vector<std::string> PartedBySpaces(const std::string& folded) {
  std::vector<std::string> words;
  for (size_t at = 0; at < folded.size();) {
    const auto start = folded.find_first_not_of(' ', at);
    if (start == std::string::npos) break;
    at = std::min(folded.find(' ', start), folded.size());
    words.push_back(folded.substr(start, at - start));
  }
  return words;
}

// Letters, digits and marks that are part of words; not those apostrophes that are letters by
// category.
bool IsOfWord(utf8proc_int32_t c) {
  constexpr utf8proc_int32_t kFirstApostrophe = 0x2b9, kLastApostrophe = 0x2bf;
  if (c >= kFirstApostrophe && c <= kLastApostrophe) return false;
  const auto category = utf8proc_category(c);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) ||
         category == UTF8PROC_CATEGORY_SO || category == UTF8PROC_CATEGORY_CO;
}

// The words of a folded text, separated by all characters that are not part of words: "o'brien" has
// two.
std::vector<std::string> WordsOf(const std::string& folded) {
  std::vector<std::string> words;
  bool within = false;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(folded.data());
  for (size_t at = 0; at < folded.size();) {
    utf8proc_int32_t c = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(folded.size() - at), &c);
    const auto size = length > 0 ? static_cast<size_t>(length) : 1;
    const bool of_word = length > 0 && IsOfWord(c);
    if (of_word && !within) words.emplace_back();
    if (of_word) words.back().append(folded, at, size);
    within = of_word;
    at += size;
  }
  return words;
}

struct Terms {
  std::set<std::string> whole;   // username, full name, and its words between spaces
  std::set<std::string> within;  // words after marks, unless one of `whole` begins with it

  // The term at which a person is listed for this prefix; nullptr: none. Rows of `within` may be
  // missing, so they are used only when there is no other.
  const std::string* At(const std::string& prefix) const {
    for (const auto* terms : {&whole, &within}) {
      const auto first = terms->lower_bound(prefix);
      if (first != terms->end() && first->starts_with(prefix)) return &*first;
    }
    return nullptr;
  }
};

// The whole name comes first, so that "ana maria" finds "Ana Maria Braga".
Terms TermsOf(const std::string& username, const std::string& full_name) {
  const std::string name = FoldTerm(full_name);
  Terms terms{{FoldTerm(username)}, {}};
  if (!name.empty()) terms.whole.insert(name);
  const auto parted = PartedBySpaces(name);
  for (const auto& word : parted) {
    if (terms.whole.size() >= kMaxTerms) break;
    terms.whole.insert(word);
  }
  for (const auto& between_spaces : parted) {
    std::string joined;
    const auto words = WordsOf(between_spaces);
    for (const auto& word : words) joined += word;
    for (const auto& word : words) {
      if (!between_spaces.starts_with(word)) terms.within.insert(word);
    }
    if (!joined.empty() && joined != between_spaces) terms.within.insert(joined);
  }
  while (terms.within.size() > kMaxTerms) terms.within.erase(std::prev(terms.within.end()));
  return terms;
}

// True: each of these is the beginning of a word in the username or full name.
bool HasWords(const Summary& person, const std::vector<std::string>& words) {
  auto has = WordsOf(FoldTerm(person.full_name));
  std::ranges::copy(WordsOf(FoldTerm(person.username)), std::back_inserter(has));
  const auto terms = TermsOf(person.username, person.full_name);
  has.insert(has.end(), terms.within.begin(), terms.within.end());
  return std::ranges::all_of(words, [&](const std::string& word) {
    return std::ranges::any_of(has, [&](const auto& one) { return one.starts_with(word); });
  });
}

std::set<Entry> EntriesOf(const User& user) {
  std::set<Entry> entries;
  const auto terms = TermsOf(user.username, user.full_name);
  for (const auto* some : {&terms.whole, &terms.within}) {
    for (const auto& term : *some) entries.insert({PrefixOf(term), term});
  }
  if (user.is_professional) entries.insert({kProfessionals, user.username});
  entries.insert({SkeletonPrefix(user.username), ""});
  return entries;
}

Json RowOfEntry(const Entry& entry, UserId user) {
  return {{"prefix", entry.prefix}, {"term", entry.term}, {"user_id", user}};
}

struct Hit {
  std::string term;
  UserId user_id = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("term", &Hit::term), Column("user_id", &Hit::user_id));
  }
};

// Rows with the prefix, after `after` and with a term below `end`. A key range has only one bound
// on each side, so rows with the term of `after` are read again and dropped.
Outcome<std::vector<Hit>> Scan(const Context& context, const std::string& prefix,
                               const std::string& from, const std::string& end,
                               const DirectoryPosition& after, int limit) {
  std::vector<Hit> hits;
  const auto add = [&](const std::vector<Hit>& rows) {
    for (const Hit& row : rows) {
      if (hits.size() < static_cast<size_t>(limit)) hits.push_back(row);
    }
  };
  std::string low = from;
  if (!after.term.empty()) {
    const Json same{{"$p", prefix}, {"$t", after.term}, {"$u", after.user_id}, {"$n", limit}};
    OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<Hit>(kDirectoryPeopleOfTerm, same));
    add(rows);
    low = after.term + '\x01';  // the next possible term: none holds control characters
  }
  if (hits.size() < static_cast<size_t>(limit)) {
    const Json range{{"$p", prefix}, {"$lo", low}, {"$hi", end}, {"$n", limit}};
    OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<Hit>(kDirectoryTerms, range));
    add(rows);
  }
  return hits;
}

// Keeps the hits that are true for the accounts, of at most the first `most`.
template <class Holds>
Outcome<DirectoryPage> PageOf(const Context& context, std::vector<Hit> hits, int most, int limit,
                              Holds holds) {
  DirectoryPage page;
  page.more = hits.size() > static_cast<size_t>(most);
  if (page.more) hits.resize(static_cast<size_t>(most));
  std::vector<UserId> ids;
  for (const auto& hit : hits) ids.push_back(hit.user_id);
  // so that a hidden person takes as long as a missing one
  if (ids.empty()) ids.push_back(kNobody);
  OCI_ASSIGN_OR_RETURN(const auto people, FindPeople(context, ids));
  for (const auto& hit : hits) {
    if (page.people.size() == static_cast<size_t>(limit)) {
      page.more = true;
      break;
    }
    page.last = {hit.term, hit.user_id};
    const auto person = people.find(hit.user_id);
    if (person != people.end() && holds(person->second, hit.term))
      page.people.push_back(person->second);
  }
  return page;
}

// Greater than every term that begins with the prefix: this code point does not occur in terms.
std::string EndOf(const std::string& prefix) { return prefix + "\xF4\x8F\xBF\xBF"; }

}  // namespace

std::string FoldTerm(std::string_view text) {
  utf8proc_uint8_t* folded = nullptr;
  const auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
      UTF8PROC_STRIPMARK | UTF8PROC_STRIPCC);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
  if (length < 0) return {};
  std::string result(reinterpret_cast<char*>(folded), static_cast<size_t>(length));
  std::free(folded);
  const auto start = result.find_first_not_of(' ');
  if (start == std::string::npos) return {};
  result = CutAt(result.substr(start), kMaxTermBytes);
  result.erase(result.find_last_not_of(' ') + 1);
  return result;
}

Outcome<Unit> AddToDirectory(const Context& context, const User& user) {
  std::vector<oci::nosql::RowWrite> rows;
  for (const Entry& entry : EntriesOf(user)) rows.push_back({.row = RowOfEntry(entry, user.id)});
  OCI_RETURN_IF_ERROR(WriteRows(context, schema::TableOf(schema::kDirectory), rows));
  return Unit{};
}

Outcome<Unit> RemoveFromDirectory(const Context& context, const User& was, const User* now) {
  const schema::Table& directory = schema::TableOf(schema::kDirectory);
  const auto before = EntriesOf(was);
  const auto after = now == nullptr ? std::set<Entry>() : EntriesOf(*now);
  std::vector<Entry> gone;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  std::vector<oci::nosql::RowWrite> removals;
  for (const Entry& entry : gone) removals.push_back(Removal(directory, RowOfEntry(entry, was.id)));
  OCI_RETURN_IF_ERROR(WriteRows(context, directory, removals));
  return Unit{};
}

Outcome<int> RepairDirectoryOf(const Context& context, const User& user) {
  std::vector<oci::nosql::RowWrite> rows;
  for (const Entry& entry : EntriesOf(user))
    rows.push_back({.row = RowOfEntry(entry, user.id), .put = IfAbsent()});
  OCI_ASSIGN_OR_RETURN(const auto put,
                       WriteRows(context, schema::TableOf(schema::kDirectory), rows));
  return static_cast<int>(std::ranges::count(put, true, &oci::nosql::PutResult::written));
}

std::string_view SearchedFor(std::string_view typed) {
  typed = text::Trim(typed);
  constexpr std::string_view kWideAt = "\uff20";
  const auto in_address = typed.find(' ') == typed.npos ? typed.rfind("/@") : typed.npos;
  if (in_address != typed.npos) typed.remove_prefix(in_address + 1);
  const bool named = typed.starts_with('@') || typed.starts_with(kWideAt);
  if (!named) return typed;
  typed.remove_prefix(typed.starts_with('@') ? 1 : kWideAt.size());
  return typed.substr(0, typed.find_first_of("/?#"));
}

namespace {

// People with a term that begins with the text.
Outcome<DirectoryPage> ByTerm(const Context& context, const std::string& folded,
                              const DirectoryPosition& after, int limit) {
  OCI_ASSIGN_OR_RETURN(auto hits,
                       Scan(context, PrefixOf(folded), folded, EndOf(folded), after, limit + 1));
  return PageOf(context, std::move(hits), limit, limit,
                [&](const Summary& person, const std::string& term) {
                  const auto terms = TermsOf(person.username, person.full_name);
                  const auto* at = terms.At(folded);
                  return at != nullptr && *at == term;
                });
}

// People with all the words, but without a term that begins with the whole text. The longest word
// has the fewest rows.
Outcome<DirectoryPage> ByWords(const Context& context, const std::string& folded,
                               const std::vector<std::string>& words,
                               const DirectoryPosition& after, int limit) {
  const auto& word =
      *std::ranges::max_element(words, {}, [](const std::string& one) { return one.size(); });
  OCI_ASSIGN_OR_RETURN(auto hits,
                       Scan(context, PrefixOf(word), word, EndOf(word), after, kRowsByWords + 1));
  auto page = PageOf(context, std::move(hits), kRowsByWords, limit,
                     [&](const Summary& person, const std::string& term) {
                       const auto terms = TermsOf(person.username, person.full_name);
                       const auto* at = terms.At(word);
                       return at != nullptr && *at == term && terms.At(folded) == nullptr &&
                              HasWords(person, words);
                     });
  if (page.ok()) page->last.by_words = true;
  return page;
}

}  // namespace

Outcome<DirectoryPage> Search(const Context& context, std::string_view text,
                              const DirectoryPosition& after, int limit) {
  const std::string folded = FoldTerm(text);
  if (folded.empty()) return DirectoryPage{};
  const auto words = WordsOf(folded);
  const bool has_second = !words.empty() && (words.size() > 1 || words.front() != folded);
  if (after.by_words)
    return has_second ? ByWords(context, folded, words, after, limit) : DirectoryPage{};
  OCI_ASSIGN_OR_RETURN(auto page, ByTerm(context, folded, after, limit));
  const int room = limit - static_cast<int>(page.people.size());
  if (page.more || !has_second) return page;
  if (room == 0) {
    page.more = true;
    page.last = {"", 0, true};
    return page;
  }
  OCI_ASSIGN_OR_RETURN(auto second, ByWords(context, folded, words, {}, room));
  second.people.insert(second.people.begin(), page.people.begin(), page.people.end());
  return second;
}

Outcome<DirectoryPage> Professionals(const Context& context, const DirectoryPosition& after,
                                     int limit) {
  OCI_ASSIGN_OR_RETURN(auto hits, Scan(context, kProfessionals, "", EndOf(""), after, limit + 1));
  return PageOf(context, std::move(hits), limit, limit,
                [](const Summary& person, const std::string& term) {
                  return person.is_professional && person.username == term;
                });
}

}  // namespace fotogal
