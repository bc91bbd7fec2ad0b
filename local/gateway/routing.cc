#include "local/gateway/routing.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "common/ascii.h"
#include "common/percent.h"

namespace local {
namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

struct Fit {
  std::string
      rank;  // one digit per segment: 0 literal, 1 parameter, 2 wildcard; smaller is more specific
  std::map<std::string, std::string> parameters;
};

std::optional<Fit> FitPath(const std::string& pattern, const std::string& path) {
  const auto wanted = Segments(pattern);
  const auto given = Segments(path);
  Fit fit;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const auto segment = wanted[i];
    if (segment.ends_with("*}")) {
      std::string rest;
      for (size_t j = i; j < given.size(); ++j) rest += (j > i ? "/" : "") + std::string(given[j]);
      fit.parameters[std::string(segment.substr(1, segment.size() - 3))] = rest;
      fit.rank += '2';
      return fit;
    }
    if (i >= given.size()) return std::nullopt;
    if (segment.starts_with('{')) {
      if (given[i].empty()) return std::nullopt;
      fit.parameters[std::string(segment.substr(1, segment.size() - 2))] = given[i];
      fit.rank += '1';
    } else {
      if (segment != given[i]) return std::nullopt;
      fit.rank += '0';
    }
  }
  if (wanted.size() != given.size()) return std::nullopt;
  return fit;
}

bool Takes(const Route& route, const std::string& method) {
  return std::any_of(route.methods.begin(), route.methods.end(), [&](const auto& candidate) {
    return candidate == "ANY" || candidate == method;
  });
}

// "Cookie" for "headers[Cookie]" and prefix "headers".
std::optional<std::string> Subscript(std::string_view variable, std::string_view prefix) {
  if (!variable.starts_with(prefix) || !variable.substr(prefix.size()).starts_with('[') ||
      !variable.ends_with(']')) {
    return std::nullopt;
  }
  return std::string(variable.substr(prefix.size() + 1, variable.size() - prefix.size() - 2));
}

std::vector<std::string> Lookup(const std::map<std::string, std::string>& values,
                                const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>()
                               : std::vector<std::string>{found->second};
}

std::vector<std::string> HeaderValues(const oci::HeaderList& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [header, value] : headers) {
    if (common::EqualNoCase(header, name)) values.push_back(value);
  }
  return values;
}

void Filter(const HeaderTransformations& transformations, oci::HeaderList& headers) {
  using Kind = HeaderTransformations::Filter;
  if (transformations.filter == Kind::kNone) return;
  std::erase_if(headers, [&](const auto& header) {
    const bool named =
        std::any_of(transformations.filtered.begin(), transformations.filtered.end(),
                    [&](const auto& name) { return common::EqualNoCase(name, header.first); });
    return named == (transformations.filter == Kind::kBlock);
  });
}

bool IsHeader(std::string_view name, std::string_view value) {
  return common::IsToken(name) && common::AreOfClass(value, common::kValueChar);
}

void Set(const RequestContext& context, const SetHeader& item, oci::HeaderList& headers) {
  const bool exists = !HeaderValues(headers, item.name).empty();
  if (exists && item.if_exists == IfExists::kSkip) return;
  oci::HeaderList made;
  for (const auto& value : item.values) {
    made.emplace_back(item.name, Expand(context, value));
    if (!IsHeader(made.back().first, made.back().second)) return;
  }
  if (item.if_exists == IfExists::kOverwrite) {
    std::erase_if(headers,
                  [&](const auto& header) { return common::EqualNoCase(header.first, item.name); });
  }
  headers.insert(headers.end(), made.begin(), made.end());
}

// All values of a parameter in "a=1&b=2", not decoded.
std::vector<std::string> QueryValues(std::string_view query, const std::string& name) {
  std::vector<std::string> values;
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    const auto equals = std::min(parameter.find('='), parameter.size());
    if (parameter.empty() || common::PercentDecodeLoosely(parameter.substr(0, equals)) != name)
      continue;
    values.emplace_back(parameter.substr(std::min(equals + 1, parameter.size())));
  }
  return values;
}

}  // namespace

std::string FilterQuery(const QueryFilter& filter, const std::string& query) {
  using Kind = HeaderTransformations::Filter;
  if (filter.filter == Kind::kNone) return query;
  std::string left;
  for (std::string_view rest = query; !rest.empty();) {
    const auto parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    const auto name = common::PercentDecodeLoosely(parameter.substr(0, parameter.find('=')));
    const bool named =
        std::find(filter.names.begin(), filter.names.end(), name) != filter.names.end();
    if (parameter.empty() || named == (filter.filter == Kind::kBlock)) continue;
    left += (left.empty() ? "" : "&") + std::string(parameter);
  }
  return left;
}

RouteMatch FindRoute(const Specification& specification, const std::string& method,
                     const std::string& path) {
  RouteMatch best;
  std::string best_rank;
  for (const auto& route : specification.routes) {
    auto fit = FitPath(route.path, path);
    if (!fit) continue;
    const bool takes = Takes(route, method);
    const bool better =
        best.route == nullptr || fit->rank < best_rank || (fit->rank == best_rank && takes);
    if (!better) continue;
    best = {&route, takes, std::move(fit->parameters)};
    best_rank = fit->rank;
  }
  return best;
}

std::vector<std::string> Values(const RequestContext& context, const std::string& variable) {
  if (const auto name = Subscript(variable, "request.path")) return Lookup(context.path, *name);
  if (const auto name = Subscript(variable, "request.auth")) return Lookup(context.auth, *name);
  if (const auto name = Subscript(variable, "request.query"))
    return QueryValues(context.request.query, *name);
  if (const auto name = Subscript(variable, "request.headers"))
    return HeaderValues(context.request.headers, *name);
  if (variable == "request.host") return HeaderValues(context.request.headers, "Host");
  return {};
}

std::string Expand(const RequestContext& context, const std::string& text) {
  std::string expanded;
  size_t at = 0;
  for (;;) {
    const size_t open = text.find("${", at);
    expanded += text.substr(at, open - at);
    if (open == std::string::npos) return expanded;
    const size_t close = text.find('}', open);
    if (close == std::string::npos) return expanded + text.substr(open);
    const auto values = Values(context, text.substr(open + 2, close - open - 2));
    if (!values.empty()) expanded += values.front();
    at = close + 1;
  }
}

void Transform(const RequestContext& context, const HeaderTransformations& transformations,
               oci::HeaderList& headers) {
  for (const auto& [from, to] : transformations.renamed) {
    for (auto& header : headers) {
      if (common::EqualNoCase(header.first, from) && common::IsToken(to)) header.first = to;
    }
  }
  for (const auto& item : transformations.set) Set(context, item, headers);
  Filter(transformations, headers);
}

std::optional<std::string> WithoutPrefix(const std::string& path, std::string prefix) {
  if (prefix.ends_with('/')) prefix.pop_back();
  if (!path.starts_with(prefix)) return std::nullopt;
  const std::string rest = path.substr(prefix.size());
  if (rest.empty()) return "/";
  return rest.starts_with('/') ? std::optional(rest) : std::nullopt;
}

}  // namespace local
