// Start Python once more, beside the one that the reader uses, and keep its memory for the next start (memory.js).
import { boot } from "./boot.js";
import { keep, wanted } from "./memory.js";

// What the first picture of a page fills, so that it is in the memory: styles, measures of letters, patterns of texts.
// The fonts are files that are open, which a memory cannot hold.
const DRAW = `
from nnlib.live.browser import Session
Session(print).state("Neuron#first", {})
import matplotlib.font_manager, matplotlib.mathtext
matplotlib.mathtext.MathTextParser._parse_cached.cache_clear()
matplotlib.font_manager._get_font.cache_clear()
del Session
gc.collect()
gc.freeze()
`;

const base = new URL(".", import.meta.url);
const load = fetch;
globalThis.fetch = (file, options) => load(file, { ...options, cache: "force-cache" }); // it was loaded a moment ago

// of several tabs one is enough
await navigator.locks.request(`keep ${base}`, { ifAvailable: true }, async (lock) => {
  if (!lock || !(await wanted(base))) return;
  const { python, archives } = await boot(base, () => {}, { _makeSnapshot: true });
  python.runPython(DRAW);
  await keep(base, python, archives);
});
close();
