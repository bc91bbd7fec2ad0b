// Painted tiles, drawn by the page itself: quarter circles that meet in fours, as on a Portuguese wall.
import type {JSX} from 'preact';

const side = 8;
const colours = ['a', 'b', 'c', 'd'] as const;

// The same wall for everybody: a small generator with a fixed seed.
function* numbers(): Generator<number, never> {
  for (let state = 20260917;;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

function corner(x: number, y: number, turn: number): string {
  const s = 40;
  const [cx, cy] = [[x, y], [x + s, y], [x + s, y + s], [x, y + s]][turn]! as [number, number];
  const [ax, ay] = [[x + s, y], [x + s, y + s], [x, y + s], [x, y]][turn]! as [number, number];
  const [bx, by] = [[x, y + s], [x, y], [x + s, y], [x + s, y + s]][turn]! as [number, number];
  return `M${cx} ${cy}L${ax} ${ay}A${s} ${s} 0 0 1 ${bx} ${by}Z`;
}

export function Tiles(): JSX.Element {
  const next = numbers();
  const shapes: JSX.Element[] = [];
  for (let row = 0; row < side; ++row) {
    for (let column = 0; column < side; ++column) {
      const x = column * 40;
      const y = row * 40;
      const colour = colours[Math.floor(next.next().value * colours.length)]!;
      const turn = Math.floor(next.next().value * 4);
      shapes.push(<path key={`${row}-${column}`} class={`tile-${colour}`} d={corner(x, y, turn)} />);
      if (next.next().value > 0.82) shapes.push(<circle key={`${row}.${column}`} class="tile-sun" cx={x + 20} cy={y + 20} r={9} />);
    }
  }
  return <svg class="tiles" viewBox="0 0 320 320" preserveAspectRatio="xMidYMid slice" aria-hidden="true">{shapes}</svg>;
}
