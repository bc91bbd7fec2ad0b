// Draws pictures and makes what is stored of them, on all processors, in the order in which they
// are wanted.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <thread>
#include <vector>

#include "fotogal/images/images.h"
#include "local/demo/pictures.h"

namespace local::demo {

struct Order {
  Scene scene;
  int width, height;
  unsigned seed;
};

// As DrawJpeg; called on several threads.
using Draw = std::function<std::string(Scene scene, int width, int height, unsigned seed)>;

class Darkroom {
 public:
  explicit Darkroom(std::vector<Order> orders, Draw draw = &DrawJpeg);
  ~Darkroom();  // what nobody has begun stays undone
  Darkroom(const Darkroom&) = delete;
  Darkroom& operator=(const Darkroom&) = delete;

  // Waits for that picture; once for each.
  fotogal::Outcome<fotogal::NewPicture> Take(size_t number);

 private:
  void Work();

  const std::vector<Order> orders_;
  const Draw draw_;
  std::vector<std::promise<fotogal::Outcome<fotogal::NewPicture>>> pictures_;
  std::atomic<size_t> next_{0};
  std::vector<std::jthread> workers_;
};

}  // namespace local::demo
