#include "fotogal/directory.h"

#include <utf8proc.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxTermBytes = 40;
constexpr size_t kMaxTerms = 12;  // of one account
constexpr int kWritesInFlight = 8;
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

std::vector<std::string> WordsOf(const std::string& folded) {
  std::vector<std::string> words;
  for (size_t at = 0; at < folded.size();) {
    const auto start = folded.find_first_not_of(' ', at);
    if (start == std::string::npos) break;
    at = std::min(folded.find(' ', start), folded.size());
    words.push_back(folded.substr(start, at - start));
  }
  return words;
}

// The whole name comes first, so that "ana maria" finds "Ana Maria Braga".
std::set<std::string> TermsOf(const std::string& username, const std::string& full_name) {
  const std::string name = FoldTerm(full_name);
  std::set<std::string> terms = {FoldTerm(username)};
  if (!name.empty()) terms.insert(name);
  for (const auto& word : WordsOf(name)) {
    if (terms.size() >= kMaxTerms) break;
    terms.insert(word);
  }
  return terms;
}

std::set<Entry> EntriesOf(const User& user) {
  std::set<Entry> entries;
  for (const auto& term : TermsOf(user.username, user.full_name)) {
    entries.insert({PrefixOf(term), term});
  }
  if (user.is_professional) entries.insert({kProfessionals, user.username});
  return entries;
}

struct Hit {
  std::string term;
  Id user_id = 0;
};

// Rows of a prefix from `after` on whose term is below `end`. A key range has one bound on each
// side, so rows of the term of `after` are read again and dropped.
Outcome<std::vector<Hit>> Scan(Services& services, oci::Call& call, const std::string& prefix,
                               const std::string& from, const std::string& end,
                               const DirectoryPosition& after, int limit) {
  static const std::string kStatement =
      "DECLARE $p STRING; $lo STRING; $hi STRING; $n INTEGER; SELECT d.term, d.user_id FROM " +
      std::string(schema::kDirectory) +
      " d WHERE d.prefix = $p AND d.term >= $lo AND d.term < $hi ORDER BY d.term, d.user_id "
      "LIMIT $n";
  static const std::string kSameTerm =
      "DECLARE $p STRING; $t STRING; $u LONG; $n INTEGER; SELECT d.term, d.user_id FROM " +
      std::string(schema::kDirectory) +
      " d WHERE d.prefix = $p AND d.term = $t AND d.user_id > $u ORDER BY d.user_id LIMIT $n";
  std::vector<Hit> hits;
  const auto add = [&](const std::vector<Json>& rows) {
    for (const auto& row : rows) {
      if (hits.size() < static_cast<size_t>(limit)) {
        hits.push_back({row.at("term").get<std::string>(), row.at("user_id").get<Id>()});
      }
    }
  };
  std::string low = from;
  if (!after.term.empty()) {
    const Json same{{"$p", prefix}, {"$t", after.term}, {"$u", after.user_id}, {"$n", limit}};
    OCI_ASSIGN_OR_RETURN(const auto rows, services.nosql->QueryAll(call, kSameTerm, same));
    add(rows);
    low = after.term + '\x01';  // the next possible term: none holds control characters
  }
  if (hits.size() < static_cast<size_t>(limit)) {
    const Json range{{"$p", prefix}, {"$lo", low}, {"$hi", end}, {"$n", limit}};
    OCI_ASSIGN_OR_RETURN(const auto rows, services.nosql->QueryAll(call, kStatement, range));
    add(rows);
  }
  return hits;
}

// Keeps the hits that the accounts bear out.
template <class Holds>
Outcome<DirectoryPage> PageOf(Services& services, oci::Call& call, std::vector<Hit> hits, int limit,
                              Holds holds) {
  DirectoryPage page;
  page.more = hits.size() > static_cast<size_t>(limit);
  if (page.more) hits.resize(static_cast<size_t>(limit));
  if (hits.empty()) return page;
  page.last = {hits.back().term, hits.back().user_id};
  std::vector<Id> ids;
  for (const auto& hit : hits) ids.push_back(hit.user_id);
  OCI_ASSIGN_OR_RETURN(const auto people, FindPeople(services, call, ids));
  for (const auto& hit : hits) {
    const auto person = people.find(hit.user_id);
    if (person != people.end() && holds(person->second, hit.term))
      page.people.push_back(person->second);
  }
  return page;
}

// Above every term that starts with the prefix: no UTF-8 text holds the byte.
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

Outcome<Unit> AddToDirectory(Services& services, oci::Call& call, const User& user) {
  const auto entries = EntriesOf(user);
  const std::vector<Entry> rows(entries.begin(), entries.end());
  OCI_RETURN_IF_ERROR(oci::ForEach(rows, kWritesInFlight, [&](const Entry& entry) -> oci::Status {
    OCI_RETURN_IF_ERROR(services.nosql->Put(
        call, schema::kDirectory,
        {{"prefix", entry.prefix}, {"term", entry.term}, {"user_id", user.id}}, {}));
    return oci::Ok();
  }));
  return Unit{};
}

Outcome<Unit> RemoveFromDirectory(Services& services, oci::Call& call, const User& was,
                                  const User* now) {
  const auto before = EntriesOf(was);
  const auto after = now == nullptr ? std::set<Entry>() : EntriesOf(*now);
  std::vector<Entry> gone;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  OCI_RETURN_IF_ERROR(oci::ForEach(gone, kWritesInFlight, [&](const Entry& entry) -> oci::Status {
    OCI_RETURN_IF_ERROR(services.nosql->Delete(
        call, schema::kDirectory,
        {{"prefix", entry.prefix}, {"term", entry.term}, {"user_id", was.id}}));
    return oci::Ok();
  }));
  return Unit{};
}

Outcome<DirectoryPage> Search(Services& services, oci::Call& call, std::string_view prefix,
                              const DirectoryPosition& after, int limit) {
  const std::string folded = FoldTerm(prefix);
  if (folded.empty()) return DirectoryPage{};
  OCI_ASSIGN_OR_RETURN(
      auto hits, Scan(services, call, PrefixOf(folded), folded, EndOf(folded), after, limit + 1));
  return PageOf(services, call, std::move(hits), limit,
                [&](const Summary& person, const std::string& term) {
                  // Several terms of one account may match: it is shown at the first.
                  const auto terms = TermsOf(person.username, person.full_name);
                  const auto first = terms.lower_bound(folded);
                  return first != terms.end() && *first == term;
                });
}

Outcome<DirectoryPage> Professionals(Services& services, oci::Call& call,
                                     const DirectoryPosition& after, int limit) {
  OCI_ASSIGN_OR_RETURN(auto hits,
                       Scan(services, call, kProfessionals, "", EndOf(""), after, limit + 1));
  return PageOf(services, call, std::move(hits), limit,
                [](const Summary& person, const std::string& term) {
                  return person.is_professional && person.username == term;
                });
}

}  // namespace fotogal
