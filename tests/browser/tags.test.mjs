// Links, mentions and tags in captions and comments; the page of a tag; Explore; who is told of being mentioned.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {ask, leave, newcomer, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

// What is behind the answers is awaited, not slept for.
async function until(tab, path, holds) {
  for (;;) {
    const answer = await ask(tab.page, stage.base, 'GET', path);
    if (holds(answer)) return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
}

const caption = '😀 #Praia com @NAME, veja exemplo.com/a_(b).\n#praia';

test('a caption leads to people, tags and addresses, with the keyboard too', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {id} = await post(one.page, stage.base, png(40, 30), caption.replace('NAME', other.username));
  await until(one, '/v1/tags/praia', ({items}) => items.some((image) => image.id === id));
  const {page} = one;
  await page.goto(`/p/${id}`);
  const text = page.locator('.caption .text');
  assert.equal((await text.innerText()).trim(), caption.replace('NAME', other.username));
  const outside = text.getByRole('link', {name: 'exemplo.com/a_(b)'});
  assert.equal(await outside.getAttribute('href'), 'https://exemplo.com/a_(b)');
  assert.equal(await outside.getAttribute('target'), '_blank');
  for (const word of ['noopener', 'nofollow', 'ugc']) assert.match(await outside.getAttribute('rel'), new RegExp(`\\b${word}\\b`));
  await look(page, 'tags-photo');
  const person = text.getByRole('link', {name: `@${other.username}`});
  await person.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: other.username}).waitFor();
  await page.goBack();
  await text.getByRole('link', {name: '#Praia', exact: true}).click();
  await page.getByRole('heading', {level: 1, name: '#praia'}).waitFor();
  assert.equal(new URL(page.url()).pathname, '/t/praia');
  await page.getByRole('link', {name: `Photo by ${one.username}`}).first().waitFor();
  await look(page, 'tags-page');
  await page.goto('/');
  await page.locator('article .caption').getByRole('link', {name: '#praia', exact: true}).waitFor();
  await leave(one);
  await leave(other);
});

test('whoever is mentioned is told, and is called by the present name', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {id} = await post(one.page, stage.base, png(40, 30), `@${other.username}`);
  await until(other, '/v1/me/notifications', ({items}) => items.some(({kind}) => kind === 'mentioned'));
  await ask(other.page, stage.base, 'PATCH', '/v1/me', {data: {username: `${other.username}.new`}});
  await other.page.goto('/notifications');
  await other.page.getByText(`${one.username} mentioned you`).waitFor();
  await look(other.page, 'tags-mentioned');
  await other.page.getByRole('link', {name: 'a photo'}).click();
  await other.page.locator('.caption').getByRole('link', {name: `@${other.username}.new`}).waitFor();
  const {page} = one;
  await page.goto(`/p/${id}`);
  const field = page.getByLabel('Write a comment');
  await field.fill(`@${other.username}.new #mar`);
  await page.getByRole('button', {name: 'Post', exact: true}).click();
  const comment = page.locator('.comment');
  await comment.getByRole('link', {name: '#mar'}).waitFor();
  await comment.getByRole('link', {name: `@${other.username}.new`}).click();
  await page.getByRole('heading', {level: 1, name: `${other.username}.new`}).waitFor();
  await leave(one);
  await leave(other);
});

test('search begins with what is new from everybody, and leads to a tag', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage, {size: 'phone', locale: 'pt-BR'})];
  await post(one.page, stage.base, png(41, 30), '#漢字 #praia');
  await until(other, '/v1/explore', ({items}) => items.some(({author}) => author.username === one.username));
  const {page} = other;
  await page.goto('/search');
  await page.getByRole('heading', {level: 2, name: 'Explorar'}).waitFor();
  await page.getByRole('link', {name: new RegExp(one.username)}).first().waitFor();
  await look(page, 'tags-explore');
  await page.getByRole('searchbox').fill('#漢字');
  await page.getByRole('link', {name: 'Fotos com #漢字'}).click();
  await page.getByRole('heading', {level: 1, name: '#漢字'}).waitFor();
  await page.getByRole('link', {name: new RegExp(one.username)}).click();
  await page.locator('.caption').getByRole('link', {name: '#漢字'}).waitFor();
  await page.goto('/t/nada_disso');
  await page.getByText('Nenhuma foto com esta hashtag').waitFor();
  await look(page, 'tags-none');
  await leave(one);
  await leave(other);
});

test('what looks like markup or a script in a caption stays text', async () => {
  const one = await newcomer(stage);
  const evil = '<b>#tag</b> javascript://exemplo.com/%0aalert(1) [x](http://exemplo.com/"onload=x)';
  const {id} = await post(one.page, stage.base, png(42, 30), evil);
  await one.page.goto(`/p/${id}`);
  const text = one.page.locator('.caption .text');
  await text.getByRole('link', {name: '#tag'}).waitFor();
  assert.equal((await text.innerText()).trim(), evil);
  assert.deepEqual(await text.getByRole('link').evaluateAll((links) => links.map((link) => link.protocol).sort()), ['http:', 'http:']);
  assert.equal(await text.locator('b').count(), 0);
  await leave(one);
});
