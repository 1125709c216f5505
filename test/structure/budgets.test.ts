import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const LINES = 220;
const FUNCTION_LINES = 50;
const BRANCHES = 12;

/** What makes one way through a function into two. */
const FORKS = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

const files = ["src", "codegen", "test"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const text = readFileSync(join(root, folder, name), "utf8");
      return ts.createSourceFile(join(folder, name), text, ts.ScriptTarget.Latest, true);
    }),
);

/** Lines with anything but comments on them. */
function codeLines(file: ts.SourceFile): number {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.kind === ts.SyntaxKind.EndOfFileToken) return;
    const parts = node.getChildren(file);
    parts.forEach(visit);
    if (parts.length > 0) return;
    const last = file.getLineAndCharacterOfPosition(node.getEnd()).line;
    for (let line = lineOf(node, file); line <= last; line++) lines.add(line);
  };
  visit(file);
  return lines.size;
}

function lineOf(node: ts.Node, file: ts.SourceFile): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line;
}

function isFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

function functionsIn(node: ts.Node): readonly ts.Node[] {
  const inner: ts.Node[] = [];
  ts.forEachChild(node, (child) => void inner.push(...functionsIn(child)));
  return isFunction(node) ? [node, ...inner] : inner;
}

function branchesIn(node: ts.Node): number {
  let count = 0;
  ts.forEachChild(node, (child) => {
    if (!isFunction(child)) count += Number(FORKS.has(child.kind)) + branchesIn(child);
  });
  return count;
}

function tooMuch(measure: (node: ts.Node, file: ts.SourceFile) => number, most: number): readonly string[] {
  return files
    .filter(({ fileName }) => !fileName.startsWith("test"))
    .flatMap((file) =>
      functionsIn(file)
        .filter((node) => measure(node, file) > most)
        .map((node) => `${file.fileName}:${lineOf(node, file) + 1}`),
    );
}

describe("what a reader has to hold at once", () => {
  it(`is no file of more than ${LINES} lines of code`, () => {
    expect(files.filter((file) => codeLines(file) > LINES).map(({ fileName }) => fileName)).toEqual([]);
  });

  it(`is no function of more than ${FUNCTION_LINES} lines`, () => {
    const lines = (node: ts.Node, file: ts.SourceFile): number =>
      file.getLineAndCharacterOfPosition(node.getEnd()).line - lineOf(node, file) + 1;
    expect(tooMuch(lines, FUNCTION_LINES)).toEqual([]);
  });

  it(`is no function of more than ${BRANCHES} ways`, () => {
    expect(tooMuch((node) => branchesIn(node) + 1, BRANCHES)).toEqual([]);
  });
});
