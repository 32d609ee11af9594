interface Rule {
  /** A list of selectors, or what stands before a block of rules: `@media (…)`. */
  prelude: string;
  body: string;
}

/**
 * The part of a style sheet that pages can use: rules whose classes they name, and the custom properties that something
 * asks for. What a phone does not need it need not wait for.
 * @param pages all that names classes and properties: templates, scripts, our own style sheets
 */
export function usedStyles(sheet: string, pages: string): string {
  const [licence = ''] = /^\/\*![\s\S]*?\*\//.exec(sheet) ?? [];
  const words = new Set(pages.match(/[\w-]+/g));
  const kept = keepRules(sheet.replace(/\/\*[\s\S]*?\*\//g, ''), words);
  const wanted = propertiesWanted(kept, pages);
  return `${licence}${kept.replace(/(?<=[{;])(--[\w-]+):[^;{}]*;?/g, (text, name) => (wanted.has(name) ? text : ''))}`;
}

/** Rules and blocks of rules, one after the other. */
function* rulesOf(css: string): Generator<Rule> {
  for (let from = 0; from < css.length; ) {
    const open = css.indexOf('{', from);
    if (open < 0) return;
    let close = open + 1;
    for (let depth = 1; depth > 0 && close < css.length; close += 1) {
      if (css[close] === '{') depth += 1;
      else if (css[close] === '}') depth -= 1;
    }
    yield { prelude: css.slice(from, open).trim(), body: css.slice(open + 1, close - 1) };
    from = close;
  }
}

function keepRules(css: string, words: ReadonlySet<string>): string {
  return [...rulesOf(css)].map((rule) => keepRule(rule, words)).join('');
}

function keepRule({ prelude, body }: Rule, words: ReadonlySet<string>): string {
  if (/^@(media|supports)/.test(prelude)) {
    const inside = keepRules(body, words);
    return inside && `${prelude}{${inside}}`;
  }
  if (prelude.startsWith('@')) return words.has(prelude.split(' ')[1] ?? '') ? `${prelude}{${body}}` : '';
  const selectors = prelude.split(',').filter((selector) => classesOf(selector).every((name) => words.has(name)));
  return selectors.length > 0 && body ? `${selectors.join(',')}{${body}}` : '';
}

function classesOf(selector: string): string[] {
  return [...selector.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].map(([, name]) => name ?? '');
}

/** What pages ask for, and what stands in the value of anything that is kept. */
function propertiesWanted(css: string, pages: string): Set<string> {
  const values = new Map<string, string[]>();
  for (const [, name = '', value = ''] of css.matchAll(/[{;](--[\w-]+):([^;}]*)/g))
    values.set(name, [...(values.get(name) ?? []), value]);
  const others = css.replace(/([{;])--[\w-]+:[^;{}]*/g, '$1');
  const wanted = new Set<string>();
  const open = propertiesIn(pages + others);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (wanted.has(name)) continue;
    wanted.add(name);
    open.push(...propertiesIn((values.get(name) ?? []).join()));
  }
  return wanted;
}

const propertiesIn = (text: string): string[] => text.match(/--[\w-]+/g) ?? [];
