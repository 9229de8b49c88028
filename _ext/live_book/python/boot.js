// Start Pyodide with the packages of the book and nnlib.

const SITE = "/lib/python3.12/site-packages";
const DATA = ["convolutions_network.npz", "digits_network.npz", "mnist6k.npz"]; // what one chapter only reads: loaded when Python opens it

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

// Write the files of an archive into a folder. It is a tar file: before each file a block of 512 bytes says its name, in
// two parts, and its size.
function unpack(archive, files, folder) {
  const text = new TextDecoder(), made = new Set();
  const field = (start, length) => text.decode(archive.subarray(start, start + length)).split("\0", 1)[0];
  for (let at = 0; archive[at]; ) {
    const [name, prefix, size] = [field(at, 100), field(at + 345, 155), parseInt(field(at + 124, 12), 8)];
    const path = `${folder}/${prefix && prefix + "/"}${name}`, parent = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(parent)) files.mkdirTree(parent);
    made.add(parent);
    files.writeFile(path, archive.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 + 512 * Math.ceil(size / 512);
  }
}

// Load Python with all that nnlib needs from the folder at the address `base`, and return Pyodide. `progress` is called
// with a number from 0 to 1 and one of the words core, packages and import.
export async function boot(base, progress) {
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
  const env = { HOME: "/home/pyodide", MPLBACKEND: "agg" };
  const python = await loadPyodide({ indexURL: at("pyodide/"), env });

  stage = "packages";
  for (const archive of await archives) unpack(archive, python.FS, SITE);
  python.FS.mkdirTree(`${SITE}/nnlib/data`);
  for (const name of DATA) python.FS.createLazyFile(`${SITE}/nnlib/data`, name, at(`data/${name}`), true, false);

  stage = "import";
  progress(0.7, stage);
  python.runPython(BEGIN);
  progress(0.8, stage);
  python.runPython(PREPARE);
  progress(1, stage);
  return python;
}
