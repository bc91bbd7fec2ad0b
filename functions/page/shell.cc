#include "functions/page/shell.h"

namespace fotogal::page {
namespace {

constexpr std::chrono::seconds kKept{60};
// Where Object Storage does not answer, it is asked again after this time.
constexpr std::chrono::seconds kKeptInTrouble{5};
constexpr std::chrono::seconds kTimeToAsk{2};
constexpr const char* kFile = "index.html";
constexpr const char* kNotIndexed = "<meta name=\"robots\" content=\"noindex\" />\n    ";

oci::Result<std::optional<oci::object_storage::Object>> AskFor(const Context& context,
                                                               const std::string& etag) {
  oci::Call part(context.call, kTimeToAsk);
  return context.services.web->Get(part, kFile, {.range = {}, .if_none_match = etag});
}

// Replaces the first occurrence of what begins and ends so, or puts `by` before `otherwise`.
void Replace(std::string& html, std::string_view begins, std::string_view ends,
             const std::string& by, std::string_view otherwise) {
  const auto from = html.find(begins);
  const auto to = from == std::string::npos ? from : html.find(ends, from + begins.size());
  if (to != std::string::npos) {
    html.replace(from, to + ends.size() - from, by);
  } else if (const auto at = html.find(otherwise); at != std::string::npos) {
    html.insert(at, by);
  }
}

}  // namespace

Outcome<std::string> ReadShell(const Context& context) {
  WebShell& kept = context.services.web_shell;
  if (!kept.html.empty() && context.Now() < kept.read_at + kKept) return kept.html;
  const auto object = AskFor(context, kept.html.empty() ? "" : kept.etag);
  if (object.ok() && *object && (*object)->status == 200) {
    kept = {(*object)->body, (*object)->etag, context.Now()};
  } else if (object.ok() && *object && (*object)->status == 304) {
    kept.read_at = context.Now();
  } else if (kept.html.empty()) {
    OCI_RETURN_IF_ERROR(object);
    return TryAgain("The web client is not published.");
  } else {
    kept.read_at = context.Now() - kKept + kKeptInTrouble;
  }
  return kept.html;
}

std::string Filled(const std::string& shell, const Content& content) {
  std::string html = shell;
  Replace(html, "<meta name=\"description\"", ">\n", "", "</html>");
  Replace(html, "<title>", "</title>", "<title>" + content.title + "</title>\n    " + content.head,
          "</head>");
  Replace(html, "<div id=\"app\">", "</div>",
          "<div id=\"app\">" + content.body +
              "</div>\n    <script type=\"application/json\" id=\"public\">" + content.data +
              "</script>",
          "</body>");
  return html;
}

std::string Plain(const std::string& shell) {
  std::string html = shell;
  if (const auto at = html.find("<title>"); at != std::string::npos) html.insert(at, kNotIndexed);
  return html;
}

}  // namespace fotogal::page
