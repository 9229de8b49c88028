// Compile every Python file of a folder with the Python of Pyodide, which is the one that will read the bytecode.
//
//     node python_page.mjs PYODIDE FOLDER PLACE KEEP
//
// PLACE is where the folder will lie in the reader's Python: what a traceback names. With KEEP = "sources" the bytecode
// goes beside the sources as Python itself would put it, else in their place. It is never compared with a source.

import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, folder, place, keep] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
// the order of a set is in the bytecode: with a fixed seed two runs give the same bytes
const python = await loadPyodide({ indexURL: path.resolve(pyodide), env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } });
python.FS.mkdirTree("/folder");
python.mountNodeFS("/folder", path.resolve(folder));
python.globals.set("place", place);
python.globals.set("keep", keep === "sources");
python.runPython(`
import importlib.util
import pathlib
import py_compile

for source in sorted(pathlib.Path("/folder").rglob("*.py")):
    shown = f"{place}/{source.relative_to('/folder')}"
    compiled = importlib.util.cache_from_source(source) if keep else source.with_suffix(".pyc")
    py_compile.compile(source, compiled, shown, True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    if not keep:
        source.unlink()
`);
