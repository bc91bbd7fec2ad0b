#include "local/demo/picture_maker.h"

#include <algorithm>

#include "fotogal/images/picture.h"

namespace local::demo {

PictureMaker::PictureMaker(std::vector<Order> orders, Draw draw)
    : orders_(std::move(orders)), draw_(std::move(draw)), pictures_(orders_.size()) {
  const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
  for (unsigned i = 0; i < count; ++i) workers_.emplace_back([this] { Work(); });
}

PictureMaker::~PictureMaker() { next_ = orders_.size(); }

fotogal::Outcome<fotogal::NewPicture> PictureMaker::Take(size_t number) {
  return pictures_.at(number).get_future().get();
}

void PictureMaker::Work() {
  for (size_t at = next_++; at < orders_.size(); at = next_++) {
    const auto& [scene, width, height, seed] = orders_[at];
    pictures_[at].set_value(fotogal::ReadPicture(draw_(scene, width, height, seed)));
  }
}

}  // namespace local::demo
