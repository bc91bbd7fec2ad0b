// deploy/terraform as Terraform would see it: read, checked for its references, and expanded into the
// resources that it makes for given variables.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import hcl from '@cdktf/hcl2json';
import { Evaluator, compile, member, walk } from './expressions.mjs';

const kMeta = new Set(['for_each', 'count', 'provider', 'depends_on', 'lifecycle', 'dynamic']);

export function readFolder(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.tf'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function compileAll(file, value) {
  if (typeof value === 'string') return compile(file, value);
  if (Array.isArray(value)) return { list: await Promise.all(value.map((item) => compileAll(file, item))) };
  if (value === null || typeof value !== 'object') return { type: 'constant', value };
  const members = Object.entries(value).map(async ([name, item]) => [name, await compileAll(file, item)]);
  return { members: Object.fromEntries(await Promise.all(members)) };
}

function* rawBlocks(parsed) {
  for (const [kind, content] of Object.entries(parsed)) {
    if (kind === 'terraform') continue;
    if (kind === 'locals') {
      for (const [name, raw] of content.flatMap(Object.entries)) yield { kind: 'local', name, raw };
      continue;
    }
    const typed = kind === 'resource' || kind === 'data' ? Object.entries(content) : [['', content]];
    for (const [type, named] of typed)
      for (const [name, bodies] of Object.entries(named)) for (const raw of bodies) yield { kind, type, name, raw };
  }
}

const parsedFiles = new Map();
async function parseFile(file, source) {
  const key = `${file}\n${source}`;
  if (!parsedFiles.has(key)) {
    const blocks = [...rawBlocks(await hcl.parse(file, source))];
    parsedFiles.set(
      key,
      await Promise.all(blocks.map(async (block) => ({ ...block, file, body: await compileAll(file, block.raw) }))),
    );
  }
  return parsedFiles.get(key);
}

// {kind, type, name, file, raw, body}: every block of every file; locals one by one.
export async function parse(files) {
  return (await Promise.all(Object.entries(files).map(([file, source]) => parseFile(file, source)))).flat();
}

export function eachExpression(body, visit, path = []) {
  if (body.list) return body.list.forEach((item) => eachExpression(item, visit, path));
  if (body.members) {
    for (const [name, item] of Object.entries(body.members)) eachExpression(item, visit, [...path, name]);
    return undefined;
  }
  return visit(body, path);
}

// Names that blocks inside of `body` bring: of `dynamic`, and of its iterators.
function iterators(raw, names = new Set()) {
  if (raw === null || typeof raw !== 'object') return names;
  for (const [name, item] of Object.entries(raw)) {
    if (name === 'dynamic')
      for (const [block, content] of Object.entries(item)) names.add(content[0].iterator?.replace(/[${}]/g, '') ?? block);
    iterators(item, names);
  }
  return names;
}

// "gateway.tf: oci_x.y is not there", for each reference that leads nowhere, and what nobody uses.
export function referenceProblems(blocks) {
  const declared = new Map();
  for (const { kind, type, name } of blocks) {
    if (kind === 'variable') declared.set(`var.${name}`, 0);
    if (kind === 'local') declared.set(`local.${name}`, 0);
    if (kind === 'data') declared.set(`data.${type}.${name}`, 0);
    if (kind === 'resource') declared.set(`${type}.${name}`, 0);
    if (kind === 'provider') declared.set('oci.home', 1);
  }
  const problems = [];
  for (const { kind, file, body, raw } of blocks) {
    if (kind === 'variable') continue;
    const known = new Set(['each', 'count', 'path', ...iterators(raw)]);
    eachExpression(body, (expression, path) => {
      if (path.at(-1) === 'iterator' || path.includes('ignore_changes')) return;
      walk(expression, (node, bound) => {
        if (node.type !== 'scopeTraversal') return;
        const parts = node.meta.traversal.map((part) => part.segment);
        if (bound.has(parts[0]) || known.has(parts[0])) return;
        const reference = parts.slice(0, parts[0] === 'data' ? 3 : 2).join('.');
        if (!declared.has(reference)) problems.push(`${file}: ${reference} is not there`);
        else declared.set(reference, declared.get(reference) + 1);
      });
    });
  }
  for (const [name, uses] of declared)
    if (uses === 0 && /^(var|local|data)\./.test(name)) problems.push(`${name} is used by nothing`);
  return problems;
}

// What the stack makes for these variables. `attributes(type, values)`: what a resource or a data
// source answers once it is there.
export class Stack {
  constructor(blocks, folder, variables, schema, attributes) {
    Object.assign(this, { blocks, folder, variables, schema, attributes });
    this.evaluator = new Evaluator(folder, (name, parts) => this.root(name, parts));
    this.done = new Map();
    this.underWay = new Set();
  }

  find(kind, type, name) {
    const block = this.blocks.find((each) => each.kind === kind && each.type === type && each.name === name);
    if (!block) throw new Error(`${kind} ${type} ${name} is not there`);
    return block;
  }

  root(name, parts) {
    if (name === 'var') return { value: this.variable(parts[0]), used: 1 };
    if (name === 'path') return { value: { module: this.folder }, used: 0 };
    if (name === 'local') return { value: this.once(this.find('local', undefined, parts[0])), used: 1 };
    if (name === 'data') return { value: this.once(this.find('data', parts[0], parts[1])), used: 2 };
    return { value: this.once(this.find('resource', name, parts[0])), used: 1 };
  }

  variable(name) {
    if (Object.hasOwn(this.variables, name)) return this.variables[name];
    const { raw } = this.find('variable', '', name);
    return member(raw, 'default');
  }

  once(block) {
    if (this.done.has(block)) return this.done.get(block);
    if (this.underWay.has(block)) throw new Error(`${block.type ?? block.kind} ${block.name} needs itself`);
    this.underWay.add(block);
    const value = block.kind === 'local' ? this.value(block.body, {}) : this.instances(block);
    this.underWay.delete(block);
    this.done.set(block, value);
    return value;
  }

  value(body, scope) {
    if (body.list) return body.list.map((item) => this.value(item, scope));
    if (!body.members) return this.evaluator.evaluate(body, scope);
    return Object.fromEntries(Object.entries(body.members).map(([name, item]) => [name, this.value(item, scope)]));
  }

  instances(block) {
    const { for_each: forEach, count } = block.body.members;
    const make = (scope) => this.instance(block, scope);
    if (forEach) {
      const items = Object.entries(this.value(forEach, {}));
      return Object.fromEntries(items.map(([key, value]) => [key, make({ each: { key, value } })]));
    }
    if (count) return Array.from({ length: this.value(count, {}) }, (_, index) => make({ count: { index } }));
    return make({});
  }

  instance(block, scope) {
    const values = this.content(block.body.members, this.schema[block.kind][block.type].has, scope);
    return { ...values, ...this.attributes(block.type, values) };
  }

  // Arguments by name; of each kind of block a list.
  content(members, schema, scope) {
    const values = {};
    for (const [name, body] of Object.entries(members)) {
      if (kMeta.has(name)) continue;
      if (schema[name]?.has) values[name] = body.list.map((item) => this.content(item.members, schema[name].has, scope));
      else values[name] = this.value(body, scope);
    }
    for (const [name, body] of Object.entries(members.dynamic?.members ?? {})) {
      const made = this.dynamic(name, body.list[0].members, schema[name].has, scope);
      if (made.length > 0) values[name] = [...(values[name] ?? []), ...made];
    }
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  }

  dynamic(name, { for_each: forEach, iterator, content }, schema, scope) {
    const label = iterator ? iterator.meta.traversal[0].segment : name;
    return Object.entries(this.value(forEach, scope)).map(([key, value]) =>
      this.content(content.list[0].members, schema, { ...scope, [label]: { key, value } }),
    );
  }

  // Every resource of a type, however many blocks make it.
  all(type) {
    const made = this.blocks
      .filter((each) => each.kind === 'resource' && each.type === type)
      .map((block) => [block, this.once(block)]);
    return made.flatMap(([block, value]) =>
      block.body.members.for_each || block.body.members.count ? Object.values(value) : [value],
    );
  }
}

// Types, arguments and blocks that the provider does not know, and required ones that are missing.
export function argumentProblems(blocks, schema) {
  const problems = [];
  const check = (raw, has, where) => {
    const dynamic = Object.entries(raw.dynamic ?? {});
    const given = [...Object.keys(raw).filter((name) => !kMeta.has(name)), ...dynamic.map(([name]) => name)];
    for (const name of given) if (!Object.hasOwn(has, name)) problems.push(`${where}: ${name} is not known`);
    for (const [name, rule] of Object.entries(has))
      if ((rule.is ?? rule).startsWith('required') && !given.includes(name)) problems.push(`${where}: ${name} is missing`);
    for (const [name, rule] of Object.entries(has)) {
      if (!rule.has) continue;
      for (const inner of raw[name] ?? []) check(inner, rule.has, `${where}.${name}`);
      for (const inner of raw.dynamic?.[name]?.[0].content ?? []) check(inner, rule.has, `${where}.${name}`);
    }
  };
  for (const { kind, type, name, raw } of blocks) {
    if (kind === 'provider') check(raw, schema.provider[name]?.has ?? {}, `provider ${name}`);
    if (kind !== 'resource' && kind !== 'data') continue;
    if (schema[kind][type]) check(raw, schema[kind][type].has, `${type}.${name}`);
    else problems.push(`${type} is not known`);
  }
  return problems;
}
