// Which part of a picture is shared, turned how. Lengths are parts of the turned picture's sides, 0..1.
export const shapes = ['whole', 'free', '1:1', '4:5', '16:9'] as const;
export type Shape = typeof shapes[number];
export interface Cut {
  shape: Shape;
  turn: number;     // degrees, clockwise: 0, 90, 180 or 270
  left: number;
  top: number;
  width: number;
  height: number;
}
export interface Sides {
  width: number;
  height: number;
}
export type Corner = 'nw'|'ne'|'sw'|'se';

export const uncut: Cut = {shape: 'whole', turn: 0, left: 0, top: 0, width: 1, height: 1};
const least = 0.1;

export function isWhole({turn, width, height}: Cut): boolean {
  return turn === 0 && width === 1 && height === 1;
}

export function turnedSides({width, height}: Sides, {turn}: Cut): Sides {
  return turn % 180 === 0 ? {width, height} : {width: height, height: width};
}

// Width by height of the area in parts of the sides; undefined: any.
function ratioOf(shape: Shape, sides: Sides): number|undefined {
  const [across, down] = shape.split(':').map(Number);
  return across && down ? across / down * sides.height / sides.width : undefined;
}

// The largest area of the shape, in the middle.
export function shaped(cut: Cut, shape: Shape, picture: Sides): Cut {
  const ratio = ratioOf(shape, turnedSides(picture, cut));
  const width = ratio ? Math.min(1, ratio) : 1;
  const height = ratio ? width / ratio : 1;
  return {...cut, shape, width, height, left: (1 - width) / 2, top: (1 - height) / 2};
}

export function turned(cut: Cut, picture: Sides): Cut {
  return shaped({...cut, turn: (cut.turn + 90) % 360}, cut.shape, picture);
}

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));

export function moved(cut: Cut, right: number, down: number): Cut {
  return {...cut, left: between(0, cut.left + right, 1 - cut.width), top: between(0, cut.top + down, 1 - cut.height)};
}

// The corner is dragged; the one across from it stays where it is.
export function resized(cut: Cut, corner: Corner, right: number, down: number, picture: Sides): Cut {
  const west = corner.endsWith('w'), north = corner.startsWith('n');
  const room = {width: west ? cut.left + cut.width : 1 - cut.left, height: north ? cut.top + cut.height : 1 - cut.top};
  let width = between(least, cut.width + (west ? -right : right), room.width);
  let height = between(least, cut.height + (north ? -down : down), room.height);
  const ratio = ratioOf(cut.shape, turnedSides(picture, cut));
  if (ratio) {
    // Whichever side was dragged further decides.
    if (Math.abs(right) < Math.abs(down)) width = height * ratio;
    width = Math.min(width, room.width, room.height * ratio);
    height = width / ratio;
  }
  return {...cut, width, height, left: west ? cut.left + cut.width - width : cut.left, top: north ? cut.top + cut.height - height : cut.top};
}
