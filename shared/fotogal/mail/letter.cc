#include "fotogal/mail/letter.h"

namespace fotogal {
namespace {

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string ParagraphOf(std::string_view text) {
  return "<p style=\"margin:0 0 16px\">" + Escaped(text) + "</p>\n";
}

std::string ButtonOf(const Letter& letter) {
  if (letter.link.empty()) return "";
  const std::string link = Escaped(letter.link);
  return "<p style=\"margin:24px 0\"><a href=\"" + link +
         "\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:#1b5e4b;"
         "color:#ffffff;text-decoration:none;font-weight:bold\">" +
         Escaped(letter.button) + "</a></p>\n<p style=\"margin:0 0 16px;font-size:13px\">" + link +
         "</p>\n";
}

}  // namespace

std::string TextOf(const Letter& letter) {
  std::string text = letter.greeting + "\n";
  for (const auto& paragraph : letter.before) text += "\n" + paragraph + "\n";
  if (!letter.link.empty()) text += "\n" + letter.link + "\n";
  for (const auto& paragraph : letter.after) text += "\n" + paragraph + "\n";
  return text + "\n-- \n" + letter.service + "\n";
}

std::string HtmlOf(const Letter& letter) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"" + Escaped(letter.language) +
                     "\">\n<head><meta charset=\"utf-8\"><title>" + Escaped(letter.subject) +
                     "</title></head>\n<body style=\"margin:0;padding:24px;font-family:sans-serif;"
                     "font-size:16px;line-height:1.5;max-width:560px\">\n" +
                     ParagraphOf(letter.greeting);
  for (const auto& paragraph : letter.before) html += ParagraphOf(paragraph);
  html += ButtonOf(letter);
  for (const auto& paragraph : letter.after) html += ParagraphOf(paragraph);
  return html + "<p style=\"margin:24px 0 0;font-size:13px\">" + Escaped(letter.service) +
         "</p>\n</body>\n</html>\n";
}

}  // namespace fotogal
