// Draws sunset.jpg anew: `draw_photo FILE`.
#include <cstdio>
#include <fstream>

#include "local/demo/pictures.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "draw_photo FILE\n");
    return 2;
  }
  std::ofstream file(arguments[1], std::ios::binary);
  file << local::demo::DrawJpeg(local::demo::Scene::kSea, 1600, 1067, 10);
  file.close();
  return file ? 0 : 1;
}
