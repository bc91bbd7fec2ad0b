import {beforeEach, expect, test} from 'vitest';
import {ApiError} from '../api/errors';
import {Presses} from './presses';
import {toasts} from './toasts';

const tick = () => new Promise((done) => setTimeout(done));

interface Asked {
  on: boolean;
  answer: (told: string) => void;
  refuse: (error: unknown) => void;
}

function make() {
  const asked: Asked[] = [];
  const settled: [string, string][] = [];
  const presses = new Presses<string>(
      (_, on) => new Promise((answer, refuse) => asked.push({on, answer, refuse})), (id, told) => settled.push([id, told]));
  return {asked, settled, presses};
}

beforeEach(() => toasts.set([]));

test('presses while a request is on its way are one more request, for the last of them', async () => {
  const {asked, settled, presses} = make();
  presses.press('a', true, 'off');
  presses.press('a', false, 'off');
  presses.press('a', true, 'off');
  presses.press('a', false, 'off');
  expect(asked.map(({on}) => on)).toEqual([true]);
  asked[0]!.answer('on');
  await tick();
  expect(asked.map(({on}) => on)).toEqual([true, false]);
  expect(settled).toEqual([]);
  asked[1]!.answer('off');
  await tick();
  expect(settled).toEqual([['a', 'off']]);
});

test('pressed back to what was asked for, nothing more is asked', async () => {
  const {asked, settled, presses} = make();
  presses.press('a', true, 'off');
  presses.press('a', false, 'off');
  presses.press('a', true, 'off');
  asked[0]!.answer('on');
  await tick();
  expect(asked).toHaveLength(1);
  expect(settled).toEqual([['a', 'on']]);
});

test('a refusal shows how the service has told it last, and says so', async () => {
  const {asked, settled, presses} = make();
  presses.press('a', true, 'off');
  asked[0]!.refuse(new ApiError(500, 'internal'));
  await tick();
  expect(settled).toEqual([['a', 'off']]);
  expect(toasts.value).toHaveLength(1);
});

test('things are independent of one another', () => {
  const {asked, presses} = make();
  presses.press('a', true, 'off');
  presses.press('b', true, 'off');
  expect(asked).toHaveLength(2);
});
