// The scenes of the demonstration's pictures. `tall`: the height of the picture in units of its
// width.
#pragma once

#include "local/demo/canvas.h"

namespace local::demo {

Painter Peaks(float tall, unsigned seed);   // ranges of mountains, snow on the furthest
Painter Dunes(float tall, unsigned seed);   // sand, lit from one side
Painter Forest(float tall, unsigned seed);  // firs in the mist
Painter Night(float tall, unsigned seed);   // stars and northern lights over a ridge

Painter Sea(float tall, unsigned seed);     // a sailing boat in front of the sun
Painter Lights(float tall, unsigned seed);  // a street at night, out of focus
Painter City(float tall, unsigned seed);
Painter Balloons(float tall, unsigned seed);

Painter Tiles(float tall, unsigned seed);
Painter Petals(float tall, unsigned seed);

}  // namespace local::demo
