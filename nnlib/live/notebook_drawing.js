// A field to draw in, in a notebook: a list of the examples, and the field. It follows drawing.js in one module.
function render({ model, el }) {
  const { label, texts, other, field } = model.get("control");
  const names = Object.keys(field.examples);
  const [list, name, row, place] = ["select", "label", "div", "div"].map((tag) => document.createElement(tag));
  for (const text of texts) list.append(new Option(text));
  list.append(Object.assign(new Option(other), { hidden: true, disabled: true }));
  [row.className, name.className] = ["jupyter-widgets widget-inline-hbox widget-dropdown", "widget-label"]; // as others look
  place.className = "explorable-field";
  place.dataset.lmSuppressShortcuts = "true"; // arrow keys are the field's, and do not choose another cell
  name.append(label);
  list.setAttribute("aria-label", label);
  row.append(name, list);
  el.append(row, place);

  const send = (key) => {
    model.set("value", key);
    model.save_changes(); // while the kernel is busy, only the latest one waits
  };
  const drawing = new ExplorableDrawing(place, field, send);
  drawing.clear.className = "jupyter-button widget-button";
  const show = () => {
    const key = model.get("value");
    drawing.show(key);
    list.selectedIndex = key in field.examples ? names.indexOf(key) : names.length;
  };
  list.addEventListener("change", () => send(names[list.selectedIndex]));
  model.on("change:value", show);
  show();
}

export default { render };
