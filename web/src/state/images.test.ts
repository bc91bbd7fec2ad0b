import {beforeEach, expect, test, vi} from 'vitest';
import type {Image} from '../api/client';
import {changeLatest, know, knownImage} from './images';
import {forgetPerson} from './person';

vi.mock('../api/client', () => ({call: vi.fn()}));

const image = (latest: Image['latest_comment']) => ({id: 'i', latest_comment: latest}) as unknown as Image;
const bob = {id: 'c1', username: 'bob'};
const text = () => knownImage('i')?.latest_comment?.text;

beforeEach(() => {
  forgetPerson();
  know([image({...bob, text: 'first'})]);
});

test('what is told without the comment leaves it as it was', () => {
  know([image(undefined)]);
  expect(text()).toBe('first');
  know([image(null)]);
  expect(text()).toBeUndefined();
});

test('a comment that is changed or deleted changes below the photo, if it is that one', () => {
  changeLatest('i', {id: 'c0', username: 'ann'}, 'older');
  expect(text()).toBe('first');
  changeLatest('i', bob, 'changed');
  expect(text()).toBe('changed');
  changeLatest('i', bob, null);
  expect(knownImage('i')?.latest_comment).toBeNull();
});

test('a new comment takes its place, shortened as the service does', () => {
  changeLatest('i', {id: 'c2', username: 'ann'}, '😀'.repeat(200), true);
  expect(text()).toBe(`${'😀'.repeat(139)}…`);
});
