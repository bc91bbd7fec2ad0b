// Draws the demonstration's pictures and makes their renditions on all processors, in the order in
// which they will be needed.
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

class PictureMaker {
 public:
  explicit PictureMaker(std::vector<Order> orders, Draw draw = &DrawJpeg);
  ~PictureMaker();  // pictures that are not begun yet are not made
  PictureMaker(const PictureMaker&) = delete;
  PictureMaker& operator=(const PictureMaker&) = delete;

  // Waits for the picture with that number; may be called once for each.
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
