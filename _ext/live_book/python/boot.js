// Start Pyodide with the packages of the book and nnlib.

import { find, read, remember, renounce } from "./memory.js";

const SITE = "/lib/python3.12/site-packages";
const DATA = ["convolutions_network.npz", "digits_network.npz", "mnist6k.npz"]; // what one chapter only reads: loaded when Python opens it

const CORE = "pyodide/pyodide.asm.wasm";
const ENV = { HOME: "/home/pyodide", MPLBACKEND: "agg" };

// Importing makes much and leaves little: without a look for waste it takes a tenth less.
const BEGIN = `
import gc
gc.disable()
import numpy, numpy.random, numpy.ma
`;

const PREPARE = `
import warnings
from matplotlib.artist import Artist

# writes a list of properties into the docstring of every class, which takes longer than the rest of this import
Artist._update_set_signature_and_docstring = classmethod(lambda cls: None)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the axes in three dimensions are not here
    import matplotlib.figure
import matplotlib.backends.backend_svg
import nnlib.explorables
import nnlib.live.browser
gc.freeze()
gc.enable()
`;

// What the memory of one Python must not have in common with that of the next: where random numbers begin.
const RESUME = `
import random
import numpy.random
random.seed()
numpy.random.seed()
`;

// The files of an archive, [path, content] each. It is a tar file: before each file a block of 512 bytes says its name,
// in two parts, and its size.
function* filesOf(archive, folder) {
  const text = new TextDecoder();
  const field = (start, length) => text.decode(archive.subarray(start, start + length)).split("\0", 1)[0];
  for (let at = 0; archive[at]; ) {
    const [name, prefix, size] = [field(at, 100), field(at + 345, 155), parseInt(field(at + 124, 12), 8)];
    yield [`${folder}/${prefix && prefix + "/"}${name}`, archive.subarray(at + 512, at + 512 + size)];
    at += 512 + 512 * Math.ceil(size / 512);
  }
}

// Put the files of the archives, and those that are loaded when Python opens them, where Python looks for its packages.
function install(python, archives, at) {
  const made = new Set();
  for (const archive of archives)
    for (const [path, content] of filesOf(archive, SITE)) {
      const parent = path.slice(0, path.lastIndexOf("/"));
      if (!made.has(parent)) python.FS.mkdirTree(parent);
      made.add(parent);
      python.FS.writeFile(path, content, { canOwn: true });
    }
  python.FS.mkdirTree(`${SITE}/nnlib/data`);
  for (const name of DATA) python.FS.createLazyFile(`${SITE}/nnlib/data`, name, at(`data/${name}`), true, false);
}

// Load Python with all that nnlib needs from the folder at the address `base`; return {python, archives}. `progress` is
// called with a number from 0 to 1 and one of the words core, packages and import.
export async function boot(base, progress, options = {}) {
  const at = (name) => new URL(name, base).href;
  const expected = {};
  let [loaded, stage] = [0, "core"];

  // Downloads are the first two thirds. What Pyodide loads itself comes beside these and is as large, so these tell.
  async function load(name) {
    const answer = await fetch(at(name));
    if (!answer.ok) throw new Error(`${name} cannot be loaded (${answer.status})`);
    expected[name] = Number(answer.headers.get("content-length")) || 6e6;
    const counter = new TransformStream({
      transform(chunk, out) {
        loaded += chunk.length;
        const total = Object.values(expected).reduce((sum, size) => sum + size);
        progress(0.66 * Math.min(loaded / total, 1), stage);
        out.enqueue(chunk);
      },
    });
    const unpacked = answer.body.pipeThrough(counter).pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  }

  const archives = Promise.all(["packages.bin", "nnlib.bin"].map(load));
  archives.catch(() => {}); // told below, where they are waited for
  const { loadPyodide } = await import(at("pyodide/pyodide.mjs"));
  const python = await loadPyodide({ indexURL: at("pyodide/"), env: ENV, ...options });

  stage = "packages";
  install(python, await archives, at);

  stage = "import";
  progress(0.7, stage);
  python.runPython(BEGIN);
  progress(0.8, stage);
  python.runPython(PREPARE);
  progress(1, stage);
  return { python, archives: await archives };
}

// The same from the memory that an earlier start has left, or undefined where there is none.
export async function resume(base, progress) {
  const at = (name) => new URL(name, base).href;
  progress(0, "core");
  const scripts = Promise.all(["pyodide/pyodide.asm.js", "pyodide/pyodide.mjs"].map((name) => import(at(name))));
  scripts.catch(() => {}); // told below; the usual start meets the same error
  const found = await find(base);
  if (!found?.sizes) return undefined;
  const ask = globalThis.fetch;
  try {
    const core = WebAssembly.compileStreaming(fetch(at(CORE)));
    core.catch(() => {});
    const { image, archives } = await read(found);
    progress(0.3, "packages");
    const files = new Map(archives.flatMap((archive) => [...filesOf(archive, SITE)]));
    const libraries = Promise.all(found.libraries.map(({ name }) => WebAssembly.compile(files.get(name))));
    libraries.catch(() => {});
    const [, { loadPyodide }] = await scripts;
    globalThis.fetch = (file, ...more) => (file === at(CORE) ? core : ask(file, ...more)); // Pyodide asks for it as well
    const load = (options) => loadPyodide({ indexURL: at("pyodide/"), env: ENV, ...options });
    const python = await remember({ ...found, image }, await core, await libraries, load);
    progress(0.8, "import");
    install(python, archives, at);
    python.runPython(RESUME);
    progress(1, "import");
    return { python };
  } catch (error) {
    console.warn(error);
    await renounce(base);
    return undefined;
  } finally {
    globalThis.fetch = ask;
  }
}
