// Start Pyodide with the packages of the book: fetch everything at once, unpack, import.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const SITE = "/lib/python3.12/site-packages";

async function fetched(name, count) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
  const pieces = [], reader = answer.body.getReader();
  for (let piece; !(piece = await reader.read()).done; ) {
    pieces.push(piece.value);
    count(piece.value.length);
  }
  return new Blob(pieces).arrayBuffer();
}

export async function boot(report) {
  report(0, "core");
  const packages = fetched("packages.zip", () => {}), library = fetched("nnlib.zip", () => {});
  const python = await loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href });
  report(0.5, "packages");
  for (const archive of [packages, library]) python.unpackArchive(await archive, "zip", { extractDir: SITE });
  report(0.7, "import");
  python.runPython(`
import os
os.environ["MPLBACKEND"] = "svg"
import nnlib.explorables, nnlib.live.browser
`);
  report(1, "import");
  return python;
}
