// The editor of a code cell: CodeMirror with Python. `tools/editor_bundle.py` makes one script of this and of the
// packages it imports.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import {
  bracketMatching, forceParsing, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree,
} from "@codemirror/language";
import { Annotation, EditorState, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, keymap, ViewPlugin } from "@codemirror/view";
import { styleTags, tagHighlighter, tags } from "@lezer/highlight";
import { StyleModule } from "style-mod";

// CodeMirror would write its style sheet into a <style> element, which a content-security policy without
// 'unsafe-inline' refuses. A constructed sheet it allows, and in a layer every rule of the book comes before CodeMirror's.
const sheet = new CSSStyleSheet();
const mounted = new Set();
StyleModule.mount = (root, modules) => {
  const known = mounted.size;
  for (const module of [modules].flat()) mounted.add(module);
  if (mounted.size > known)
    sheet.replaceSync("@layer codemirror {" + [...mounted].map((module) => module.getRules()).join("\n") + "}");
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
};

// The classes of the book's own listings, so that one style sheet colours both, in the light and in the dark.
const { definition, function: called, special } = tags;
const LISTING = syntaxHighlighting(
  tagHighlighter([
    { tag: tags.keyword, class: "k" },
    { tag: tags.operatorKeyword, class: "ow" },
    { tag: [tags.bool, tags.null], class: "kc" },
    { tag: called(definition(tags.variableName)), class: "nf" },
    { tag: definition(tags.className), class: "nc" },
    { tag: [tags.string, special(tags.string), tags.escape], class: "s2" },
    { tag: tags.number, class: "mi" },
    { tag: tags.comment, class: "c1" },
    { tag: [tags.operator, tags.modifier], class: "o" },
    { tag: tags.meta, class: "nd" },
  ]),
);

// The grammar does not tell Python's own names from others; the listings do.
const BUILTIN = new Set(
  ("abs all any bin bool bytes callable chr classmethod complex dict dir divmod enumerate filter float format " +
    "frozenset getattr hasattr hash help hex id input int isinstance issubclass iter len list locals map max min " +
    "next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod " +
    "str sum super tuple type vars zip self cls").split(" "),
);
const builtin = Decoration.mark({ class: "nb" });
const BUILTINS = ViewPlugin.define(
  (view) => ({
    marks: findBuiltins(view),
    update(update) {
      if (update.docChanged || update.viewportChanged || syntaxTree(update.startState) !== syntaxTree(update.state))
        this.marks = findBuiltins(update.view);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);

function findBuiltins(view) {
  const marks = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges)
    syntaxTree(view.state).iterate({
      from,
      to,
      enter({ name, from, to }) {
        if (name === "VariableName" && BUILTIN.has(view.state.sliceDoc(from, to))) marks.add(from, to, builtin);
      },
    });
  return marks.finish();
}

// The grammar sees these otherwise than the listings do.
const PYTHON = pythonLanguage.configure({
  props: [
    styleTags({
      "FormatReplacement/{ FormatReplacement/}": tags.string,
      "FormatSpec/...": tags.string,
      "ImportStatement/.": tags.separator,
      Ellipsis: tags.operator,
    }),
  ],
});

const LANGUAGES = { python: [PYTHON, BUILTINS] };

// The Tab key moves on to the next control, as everywhere on the page, until the reader types, clicks or moves in the
// code; from then on it indents. So nobody who walks through the page with it is caught in an editor.
const TAB = EditorView.domEventHandlers({
  focus: (event, view) => view.setTabFocusMode(true),
  click: (event, view) => view.setTabFocusMode(false),
});

// Marks what the page does to the code; all else is the reader's doing.
const byPage = Annotation.define();

// Put an editor into `parent`. `label` is its accessible name; `description`, if given, the id of an element that
// explains it. `onRun` is called at Ctrl, Cmd or Shift with Enter, `onLeave` after Escape has taken the focus out of it,
// `onChange` with the code whenever the reader has changed it (not after `set`).
export function createEditor({ parent, code, label, language = "python", description, onRun, onLeave, onChange }) {
  const run = () => {
    onRun?.();
    return true;
  };
  const leave = (view) => {
    view.contentDOM.blur();
    onLeave?.();
    return true;
  };
  const view = new EditorView({
    parent,
    doc: code,
    extensions: [
      keymap.of([
        { key: "Mod-Enter", run },
        { key: "Ctrl-Enter", run },
        { key: "Shift-Enter", run },
        { key: "Escape", run: leave },
        ...defaultKeymap,
        ...historyKeymap,
        indentWithTab,
      ]),
      history(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      indentOnInput(),
      bracketMatching(),
      LISTING,
      LANGUAGES[language] ?? [],
      TAB,
      EditorView.editorAttributes.of({ class: "cell-editor highlight" }),
      EditorView.contentAttributes.of({
        "aria-label": label,
        tabindex: "0", // it has a place in the order anyway; checkers of accessibility look for the attribute
        ...(description && { "aria-describedby": description }),
      }),
      EditorView.updateListener.of(({ view, docChanged, selectionSet, transactions }) => {
        if (!(docChanged || selectionSet) || transactions.some((transaction) => transaction.annotation(byPage))) return;
        view.setTabFocusMode(false);
        if (docChanged) onChange?.(view.state.doc.toString());
      }),
    ],
  });
  // A cell is short, so its colours need not come a moment after it.
  forceParsing(view, view.state.doc.length, 1000);
  return {
    get code() {
      return view.state.doc.toString();
    },
    // Can be undone, like what the reader types.
    set(code) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: code },
        annotations: [byPage.of(true), isolateHistory.of("full")],
      });
    },
    focus() {
      view.focus();
    },
    destroy() {
      view.destroy();
    },
  };
}
