import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ASSETS = join(__dirname, '../../templates/assets');
const STUDENTS = ['draft.js', 'ask.js', 'choices.js', 'region.js', 'location.js', 'form.js', 'receipt.js', 'resume.js'];
const SCRIPTS = [...STUDENTS, 'staff.js', 'review-reasons.js', 'review-parts.js', 'review.js', 'admin-campaign.js'];
const SHEETS = ['base.css', 'student.css', 'student-day.css', 'student-form.css'];

/** Syntax that came after ES2015, by the name that the compiler gives it. */
const LATER = new Set(
  [
    ts.SyntaxKind.QuestionDotToken,
    ts.SyntaxKind.QuestionQuestionToken,
    ts.SyntaxKind.QuestionQuestionEqualsToken,
    ts.SyntaxKind.BarBarEqualsToken,
    ts.SyntaxKind.AmpersandAmpersandEqualsToken,
    ts.SyntaxKind.AsteriskAsteriskToken,
    ts.SyntaxKind.AsyncKeyword,
    ts.SyntaxKind.AwaitKeyword,
    ts.SyntaxKind.SpreadAssignment,
    ts.SyntaxKind.ImportKeyword,
    ts.SyntaxKind.BigIntLiteral,
    ts.SyntaxKind.PrivateIdentifier,
  ].map(Number),
);

function read(name: string): string {
  return readFileSync(join(ASSETS, name), 'utf8');
}

/** Where a script says what a browser of 2018 does not understand. */
function laterSyntax(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isBareCatch = ts.isCatchClause(node) && !node.variableDeclaration;
    if (LATER.has(node.kind) || isBareCatch) found.push(`${name}: ${node.getText()}`);
    for (const child of node.getChildren()) visit(child);
  };
  visit(source);
  return found;
}

/** Rules of a style sheet that Chromium 66 drops, or lays out without what they ask for. */
function laterStyle(name: string): string[] {
  const rules = read(name).match(/[^{}]+\{[^{}]*\}/g) ?? [];
  return rules.filter(isLater).map((rule) => `${name}: ${rule.trim()}`);
}

function isLater(rule: string): boolean {
  const [selector = '', body = ''] = rule.split('{');
  const declarations = body.split(';').map((each) => each.trim());
  // A padding that the phone's own edges enlarge is said first in words that every phone knows.
  const isAlone = declarations.some(
    (each, index) => each.includes('env(') && !declarations[index - 1]?.startsWith('padding:'),
  );
  const isNew = declarations.some((each) =>
    /^(row-|column-)?gap:|^(inset|aspect-ratio|margin-inline|padding-inline|place-items)\b|\b(min|max|clamp)\(/.test(
      each,
    ),
  );
  return isAlone || isNew || /:(is|where|has)\(/.test(selector);
}

describe('what old phones are sent', () => {
  it('is script that they understand', () => {
    ok(laterSyntax('sample', 'const a = b?.c ?? { ...d };').length >= 3);
    deepEqual(
      SCRIPTS.flatMap((name) => laterSyntax(name, read(name))),
      [],
    );
  });

  it('is style that they understand: no gap between flexible boxes, and env() never alone', () => {
    deepEqual(SHEETS.flatMap(laterStyle), []);
  });
});
