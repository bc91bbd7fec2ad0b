#include "fdk/fdk.h"

int main() {
  return fdk::Serve([](const fdk::Request& request, fdk::Context&) {
    fdk::Response response;
    response.body = request.body;
    return response;
  });
}
