// index.html of the web client, and what is put into it.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal::page {

// The file as the bucket of the web client has it, at most a minute old; older where Object Storage
// does not answer. 503: it was never read.
Outcome<std::string> ReadShell(const Context& context);

// What is public on an address. All of it is HTML already.
struct Content {
  std::string title;
  std::string head;  // meta and link elements
  std::string body;  // for whoever runs no scripts; the client removes it
  std::string data;  // JSON, for the client
};
std::string Filled(const std::string& shell, const Content& content);

// The file with nothing in it: the same for everything that is not public.
std::string Plain(const std::string& shell);

}  // namespace fotogal::page
