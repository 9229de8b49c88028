// What is too wide scrolls in its place: then, and only then, the keyboard can reach it. The theme measures listings and
// tables when a page opens, but larger letters make them wider later.
const reach = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
addEventListener("load", () => {
  for (const wide of document.querySelectorAll("pre, .cell_output > .output, .pst-scrollable-table-container")) reach.observe(wide);
});

// Mathematics, a few equations at a time, so that the page answers at once while MathJax works down it.
(() => {
  const SLICE = 2;  // what keeps the page busy for less than 50 ms on a slow phone

  // Let the browser do what else is to do.
  const turn = () => new Promise((resume) => setTimeout(resume));

  async function typeset() {
    await turn();  // MathJax has been at work up to here
    const waiting = [...document.querySelectorAll(".math")];
    while (waiting.length) {
      const slice = waiting.splice(0, SLICE);
      await MathJax.typesetPromise(slice);
      for (const element of slice) element.querySelectorAll("mjx-container[display]").forEach((equation) => reach.observe(equation));
      await turn();
    }
  }

  document.addEventListener("DOMContentLoaded", () => window.MathJax?.startup?.promise.then(typeset));
})();

// Paper is white: a page that is dark on the screen prints light. And nobody can open there what is closed: answers and
// solutions are printed. (Where a browser knows ::details-content, book.css alone would do.)
(() => {
  const page = document.documentElement;
  let shown, opened;
  matchMedia("print").addEventListener("change", ({ matches }) => {
    if (matches) {
      shown = page.dataset.theme;
      opened = [...document.querySelectorAll("article details:not([open], .hide, .explorable-code)")];
    }
    page.dataset.theme = matches ? "light" : shown;
    for (const details of opened ?? []) details.open = matches;
  });
})();

// The buttons that print and that fill the screen. Their code stands here, because a content-security policy allows none
// in the attributes of a page: _ext/live_book/policy.py.
document.addEventListener("click", ({ target }) => {
  const calls = { print: () => print(), toggleFullScreen: () => toggleFullScreen() };
  calls[target.closest?.("[data-call]")?.dataset.call]?.();
});
