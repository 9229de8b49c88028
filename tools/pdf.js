// Put the pages of the book into one document, the one that is open, and return its contents: for each heading its level,
// its text and the id that a link to it names. `tools/pdf.py` calls this in a page of the built book and prints the result.
async ({ root, parts, title, author, date, words }) => {
  const MOST = 30; // headings of a page that the list of contents names
  const pages = parts.flatMap(({ pages }) => pages);
  const idOf = (page, fragment = "") => "at--" + page.replaceAll("/", "-") + (fragment && "--" + fragment);
  const make = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };

  // What a page calls its own parts gets the name of the page in front: two pages may use the same name.
  const rename = (article, page) => {
    const lists = new Set(["for", "aria-labelledby", "aria-describedby", "data-for"]);
    for (const element of article.querySelectorAll("*"))
      for (const { name, value } of [...element.attributes]) {
        if (name === "id") element.id = idOf(page, value);
        else if (lists.has(name)) element.setAttribute(name, value.split(" ").map((id) => idOf(page, id)).join(" "));
        else if (value.includes("url(#")) element.setAttribute(name, value.replaceAll("url(#", `url(#${idOf(page)}--`));
        else if (/^(xlink:)?href$/.test(name) && value.startsWith("#") && element.localName !== "a")
          element.setAttribute(name, "#" + idOf(page, value.slice(1)));
        else if (name === "src") element.src = new URL(value, new URL(page + ".html", root));
      }
  };

  // A link within the book goes to the place in this document; one to a file beside it, which paper does not have, is text.
  const link = (article, page) => {
    for (const anchor of article.querySelectorAll("a[href]")) {
      const target = new URL(anchor.getAttribute("href"), new URL(page + ".html", root));
      if (!target.href.startsWith(root)) continue;
      const name = target.pathname.slice(new URL(root).pathname.length).replace(/\.html$/, "");
      const fragment = decodeURIComponent(target.hash.slice(1)).split("?")[0]; // a link to a state goes to its figure
      if (pages.includes(name)) anchor.setAttribute("href", "#" + idOf(name, fragment));
      else anchor.replaceWith(...anchor.childNodes);
    }
  };

  const cover = make("section", { className: "pdf-cover" }, make("h1", { textContent: title }), make("p", { textContent: author }), make("p", { textContent: date }));
  const list = make("nav", { className: "pdf-contents" }, make("h1", { textContent: words.contents }));
  const book = make("main", { className: "bd-article" }, cover, list);
  const contents = [];
  const entry = (level, text, id) => {
    contents.push({ level, text, id });
    list.append(make("p", { className: "pdf-level-" + level }, make("a", { href: "#" + id, textContent: text }), make("span", { id: "page-of--" + id })));
  };
  for (const { caption, pages } of parts) {
    if (caption) list.append(make("p", { className: "pdf-part", textContent: caption }));
    for (const page of pages) {
      const loaded = await fetch(new URL(page + ".html", root));
      if (!loaded.ok) throw new Error(`${page}.html: ${loaded.status}`);
      const article = new DOMParser().parseFromString(await loaded.text(), "text/html").querySelector("article");
      article.querySelectorAll("script, .headerlink, .python-bar, .cell-tools, .copybtn").forEach((element) => element.remove());
      rename(article, page);
      link(article, page);
      const chapter = make("section", { id: idOf(page), className: "pdf-page" }, ...article.childNodes);
      book.append(chapter);
      const headings = [...chapter.querySelectorAll("h1, h2")];
      // the entries of a glossary find themselves
      for (const heading of headings.length > MOST ? headings.slice(0, 1) : headings) {
        const id = heading.tagName === "H1" ? idOf(page) : heading.closest("section[id]").id;
        entry(+heading.tagName[1], heading.textContent.trim(), id);
      }
    }
  }
  document.body.replaceChildren(book);
  document.title = title;
  document.querySelectorAll("details").forEach((details) => (details.open = !details.matches(".hide, .explorable-code")));
  await MathJax.startup.promise;
  await MathJax.typesetPromise([book]);
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  await document.fonts.ready;
  return contents;
};
