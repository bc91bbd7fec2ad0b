// Terraform expressions, parsed by the HCL library and evaluated here: as much of the language as
// deploy/terraform uses. What is not known here is an error, never a guess.
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import hcl from '@cdktf/hcl2json';

// The parser leaves quoted texts inside of expressions as they are written.
const escapes = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
function unescaped(node) {
  if (node.type === 'literalValue' && node.meta.type === 'string')
    node.meta.value = node.meta.value.replace(/\\([nrt"\\])/g, (_, letter) => escapes[letter]);
  node.children?.forEach(unescaped);
  return node;
}

// A string of the parsed file: plain, one expression, or a template of both.
export async function compile(file, text) {
  if (!/(?<!\$)[$%]\{/.test(text)) return { type: 'constant', value: text.replaceAll('$${', '${') };
  if (text.startsWith('${') && text.endsWith('}')) {
    const whole = await hcl.getExpressionAst(file, `"${text}"`).catch(() => null);
    if (whole?.type === 'templateWrap') return unescaped(whole.children[0]);
    if (!whole) return unescaped(await hcl.getExpressionAst(file, text.slice(2, -1)));
  }
  const template = await hcl.getExpressionAst(file, `<<END\n${text}\nEND\n`);
  for (const child of template.children) if (child.type !== 'literalValue') unescaped(child);
  const last = template.children.at(-1);
  last.meta.value = last.meta.value.replace(/\n$/, ''); // of the line before END
  return template;
}

export function walk(node, visit, bound = new Set()) {
  visit(node, bound);
  const inner = node.type === 'for' ? new Set([...bound, node.meta.keyVar, node.meta.valVar]) : bound;
  for (const child of node.children ?? []) walk(child, visit, inner);
}

const text = (value) => {
  if (value === null || typeof value === 'object') throw new Error('a text is needed here');
  return String(value);
};
const entries = (collection) => {
  if (collection === null || typeof collection !== 'object') throw new Error('a collection is needed here');
  return Array.isArray(collection)
    ? [...collection.entries()]
    : Object.entries(collection).sort(([a], [b]) => (a < b ? -1 : 1));
};

const functions = (folder) => ({
  jsondecode: (value) => JSON.parse(value),
  file: (path) => {
    if (!normalize(path).startsWith(folder)) throw new Error(`${path} is not in the stack's folder`);
    return readFileSync(path, 'utf8');
  },
  split: (separator, value) => value.split(separator),
  join: (separator, list) => list.map(text).join(separator),
  slice: (list, from, to) => {
    if (from > to || to > list.length) throw new Error('slice: outside of the list');
    return list.slice(from, to);
  },
  length: (collection) => entries(collection).length,
  flatten: (list) => list.flat(Infinity),
  merge: (...maps) => Object.assign({}, ...maps),
  distinct: (list) => [...new Set(list)],
  contains: (list, value) => list.includes(value),
  replace: (value, from, to) => value.replaceAll(from, () => to),
});

const operators = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  logicalAnd: (a, b) => a && b,
  logicalOr: (a, b) => a || b,
};

export function member(value, key) {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) throw new Error(`there is no ${key} in it`);
  return value[key];
}

const segment = (part) => part.segment.replace(/^"|"$/g, '');
const follow = (value, parts) => parts.reduce((current, part) => member(current, segment(part)), value);
const literal = ({ type, value }) =>
  type === 'string' ? value : value === 'null' ? null : type === 'bool' ? value === 'true' : Number(value);

function evaluateFor(node, scope, evaluator) {
  const { keyVar, valVar, keyExpression, conditionalExpression } = node.meta;
  const [collection, ...rest] = node.children;
  const key = keyExpression ? rest.shift() : null;
  const value = rest.shift();
  const condition = conditionalExpression ? rest.shift() : null;
  const results = [];
  for (const [name, item] of entries(evaluator.evaluate(collection, scope))) {
    const inner = { ...scope, [valVar]: item, ...(keyVar ? { [keyVar]: name } : {}) };
    if (condition && !evaluator.evaluate(condition, inner)) continue;
    results.push([key && text(evaluator.evaluate(key, inner)), evaluator.evaluate(value, inner)]);
  }
  if (!key) return results.map(([, item]) => item);
  if (new Set(results.map(([name]) => name)).size !== results.length) throw new Error('two have the same key');
  return Object.fromEntries(results);
}

// `root(name, parts)` answers what a name outside of all loops stands for, and how many parts of the
// path it has used.
export class Evaluator {
  constructor(folder, root) {
    this.functions = functions(folder);
    this.root = root;
  }

  evaluate(node, scope) {
    const value = (child) => this.evaluate(child, scope);
    switch (node.type) {
      case 'constant':
        return node.value;
      case 'literalValue':
        return literal(node.meta);
      case 'template':
        return node.children.map((child) => text(value(child))).join('');
      case 'templateWrap':
        return value(node.children[0]);
      case 'tuple':
        return node.children.map(value);
      case 'conditional':
        return value(node.children[0]) ? value(node.children[1]) : value(node.children[2]);
      case 'binaryOp':
        return this.known(operators, node.meta.operator)(value(node.children[0]), value(node.children[1]));
      case 'unaryOp':
        return this.known({ logicalNot: (x) => !x, negate: (x) => -x }, node.meta.operator)(value(node.children[0]));
      case 'index':
        return member(value(node.children[0]), value(node.children[1]));
      case 'relativeTraversal':
        return follow(value(node.children[0]), node.meta.traversal);
      case 'for':
        return evaluateFor(node, scope, this);
      case 'object':
        return this.object(node, scope);
      case 'function':
        return this.call(node, scope);
      case 'scopeTraversal':
        return this.traverse(node.meta.traversal, scope);
      default:
        if (!node.type && node.children?.length === 1) return value(node.children[0]); // parentheses
        throw new Error(`${node.type}: not known here`);
    }
  }

  known(table, name) {
    if (!Object.hasOwn(table, name)) throw new Error(`${name}: not known here`);
    return table[name];
  }

  // The parser names an object's keys only by their text.
  object(node, scope) {
    const names = Object.keys(node.meta.items);
    const result = {};
    for (const name of names) {
      if (!/^("[^"$]*"|[\w-]+)$/.test(name)) throw new Error(`${name}: a key that is not plain`);
      const child = node.children.filter((_, i) => i % 2 === 1).find((each) => each.meta.value === node.meta.items[name]);
      result[name.replace(/"/g, '')] = this.evaluate(child, scope);
    }
    return result;
  }

  call(node, scope) {
    const { name } = node.meta;
    if (name === 'try') {
      for (const child of node.children) {
        try {
          return this.evaluate(child, scope);
        } catch {
          /* the next one */
        }
      }
      throw new Error('try: none of them');
    }
    return this.known(this.functions, name)(...node.children.map((child) => this.evaluate(child, scope)));
  }

  traverse([first, ...parts], scope) {
    if (Object.hasOwn(scope, first.segment)) return follow(scope[first.segment], parts);
    const { value, used } = this.root(first.segment, parts.map(segment));
    return follow(value, parts.slice(used));
  }
}
