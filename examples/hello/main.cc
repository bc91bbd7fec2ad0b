// [hello]
#include "fdk/fdk.h"

int main() {
  return fdk::Serve([](const fdk::Request& request, fdk::Context&) {
    const std::string name = request.body.empty() ? "world" : request.body;
    return fdk::Response::Text("Hello, " + name + "!\n");
  });
}
// [hello]
