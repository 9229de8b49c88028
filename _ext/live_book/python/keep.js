// Start Python once more, beside the one that the reader uses, and keep its memory for the next start (memory.js).
import { boot } from "./boot.js";
import { find, keep } from "./memory.js";

// What the first pictures of a page fill, so that it is in the memory: the modules of the figures, styles, measures of
// letters. Fonts are not left in it: their files are open, and a memory cannot hold that.
const DRAW = `
from matplotlib import font_manager, mathtext
from nnlib import explorables
from nnlib.live.browser import Session
explorables.catalogue()
Session(print).state("Neuron#first", {})
mathtext.MathTextParser._parse_cached.cache_clear()
font_manager._get_font.cache_clear()
del explorables, font_manager, mathtext, Session
gc.collect()
gc.freeze()
`;

const base = new URL(".", import.meta.url);
const load = fetch;
globalThis.fetch = (file, options) => load(file, { ...options, cache: "force-cache" }); // it was loaded a moment ago

// of several tabs one is enough
await navigator.locks.request(`keep ${base}`, { ifAvailable: true }, async (lock) => {
  const found = await find(base);
  if (!lock || !found || found.versions) return;
  const { python, archives } = await boot(base, () => {}, { _makeSnapshot: true });
  python.runPython(DRAW);
  await keep(base, python, archives);
});
close();
