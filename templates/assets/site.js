// What scripts add to a page: colours by choice, copying, previews, marks and ticks that stay in this browser.
// Nothing needs it. Every word comes from the element that brings this file (partials/scripts.html), in the site's language.
"use strict";
{
  const words = document.currentScript.dataset;
  const root = document.documentElement;
  const pathOf = (address) => address.pathname.replace(/(^|\/)index\.html$/, "$1");
  const home = pathOf(new URL(words.home, location));
  const here = pathOf(location);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, facts, ...inside) => {
    const element = Object.assign(document.createElement(tag), facts);
    element.append(...inside);
    return element;
  };
  const button = (facts, onclick) => make("button", { type: "button", onclick, ...facts });

  // What is kept: one entry of localStorage for one site. Where storage is refused, it lasts as long as the page.

  const KEY = `fingerpost ${home}`;
  const whole = (found) => ({ theme: found?.theme, read: { ...found?.read }, ticks: { ...found?.ticks } });
  const isEmpty = (state) => !state.theme && ![state.read, state.ticks].some((one) => Object.keys(one).length);
  let held = whole();

  function kept() {
    try {
      held = whole(JSON.parse(localStorage.getItem(KEY)));
    } catch {
      // refused, or not ours: what this page knows is all there is
    }
    return whole(held);
  }

  function keep(state) {
    held = state;
    try {
      if (isEmpty(state)) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(state));
    } catch {
      say(words.refused);
    }
    show(state);
  }

  function change(edit) {
    const state = kept();
    edit(state);
    keep(state);
  }

  // Each addition gives a function that shows what is kept; all run again when another tab or a page gone back to may differ.

  const shown = [colours];
  const show = (state = kept()) => shown.forEach((one) => one(state));

  function colours({ theme }) {
    if (["light", "dark"].includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  const status = make("p", { className: "notice", role: "status" });
  let spoken;
  function say(text) {
    status.textContent = text;
    clearTimeout(spoken);
    spoken = setTimeout(() => status.replaceChildren(), 5000);
  }

  function settings(footer) {
    const choices = [["system", words.system], ["light", words.day], ["dark", words.night]].map(([theme, textContent]) => [
      theme,
      button({ textContent }, () => change((state) => (state.theme = theme === "system" ? undefined : theme))),
    ]);
    const group = make("div", { role: "group", ariaLabel: words.colours }, `${words.colours} `);
    choices.forEach(([, choice]) => group.append(choice, " "));

    let forgotten;
    const note = make("span");
    const forget = button({}, () => {
      const before = kept();
      keep(forgotten ?? whole());
      forgotten = forgotten ? undefined : before;
      show();
    });
    const memory = make("div", {}, note, " ", forget);
    footer.append(make("div", { className: "settings" }, group, memory));

    shown.push((state) => {
      choices.forEach(([theme, choice]) => choice.setAttribute("aria-pressed", theme === (root.dataset.theme ?? "system")));
      if (!isEmpty(state)) forgotten = undefined;
      memory.hidden = isEmpty(state) && !forgotten;
      note.textContent = forgotten ? words.forgotten : words.kept;
      forget.textContent = forgotten ? words.undo : words.forget;
    });
  }

  function mark(article) {
    const box = make("input", { type: "checkbox" });
    box.onchange = () =>
      change((state) => {
        if (box.checked) state.read[here] = 1;
        else delete state.read[here];
      });
    const place = article.querySelector(":is(.fingerpost, .onward, .notes, .path-place, .related, .backlinks, .colophon)");
    const label = make("p", { className: "mark" }, make("label", {}, box, ` ${words.mark}`));
    if (place) place.before(label);
    else article.append(label);
    shown.push(({ read }) => (box.checked = here in read));
  }

  function route(list) {
    const stops = all("li", list)
      .map((item) => ({ item, link: item.querySelector("a[href]"), done: make("span", { className: "done" }, words.done) }))
      .filter(({ link }) => link);
    const sum = make("p", { className: "progress" });
    if (list.closest(".route")) list.before(sum);
    shown.push(({ read }) => {
      const open = stops.filter(({ item, link, done }) => {
        const isRead = pathOf(link) in read;
        if (isRead) link.after(" ", done);
        else done.remove();
        item.classList.toggle("read", isRead);
        return !isRead;
      });
      sum.hidden = open.length === stops.length;
      sum.textContent = words.progress.replace("{read}", stops.length - open.length).replace("{all}", stops.length);
      if (open.length) sum.append(` ${words.onward} `, make("a", { href: open[0].link.href }, open[0].link.textContent));
    });
  }

  // Checklists: a box that its author left empty or ticked is kept where the reader changed it, by the words of its item.

  function checklists(boxes) {
    const count = {};
    const items = boxes.map((box) => {
      const label = make("label");
      box.before(label);
      while (label.nextSibling && !/^(UL|OL|DL|P|PRE|DIV|BLOCKQUOTE)$/.test(label.nextSibling.nodeName)) label.append(label.nextSibling);
      box.disabled = false;
      const text = label.textContent.trim().replace(/\s+/g, " ");
      count[text] = (count[text] ?? 0) + 1;
      return { box, text: count[text] > 1 ? `${text} ${count[text]}` : text };
    });
    items.forEach(({ box }) => {
      box.onchange = () =>
        change(({ ticks }) => {
          ticks[here] = items.filter(({ box: one }) => one.checked !== one.defaultChecked).map(({ text }) => text);
          if (!ticks[here].length) delete ticks[here];
        });
    });
    shown.push(({ ticks }) => {
      const changed = new Set([].concat(ticks[here] ?? []));
      items.forEach(({ box, text }) => (box.checked = box.defaultChecked !== changed.has(text)));
    });
  }

  function copying(element) {
    const facts = { className: "copy", textContent: words.copy };
    const copy = button(facts, () =>
      navigator.clipboard.writeText(element.innerText.trim()).then(
        () => say(words.copied),
        () => {
          getSelection().selectAllChildren(element);
          say(words.byHand);
        },
      ),
    );
    const begins = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    copy.setAttribute("aria-label", `${words.copy}: ${begins}`);
    element.after(copy);
  }

  // Previews: what a link of the text leads to, from that page itself, fetched once. WCAG 2.2, 1.4.13: it can be
  // dismissed (Escape), the pointer can move into it, and it stays until focus or pointer leave.

  function previews(main) {
    const box = make("div", { className: "preview", id: "_preview", role: "tooltip", hidden: true });
    const known = new Map();
    let link;
    let waiting;
    main.append(box);

    const leads = (found) =>
      found?.origin === location.origin && found.pathname.startsWith(home) && pathOf(found) !== here && /(\/|\.html)$/.test(found.pathname);
    const linkAt = (event) => {
      const found = event.target.closest("article :is(p, li, td, dd, figcaption) a[href]");
      return leads(found) && !found.closest("nav, header, footer, .entries, .doors, .related, .backlinks, .progress, .labelled") ? found : undefined;
    };

    async function about(found) {
      const address = found.href.split("#")[0];
      if (!known.has(address)) known.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : "")));
      const page = new DOMParser().parseFromString(await known.get(address), "text/html");
      const title = page.querySelector("h1")?.textContent.trim();
      const part = found.hash && page.getElementById(decodeURIComponent(found.hash.slice(1)))?.closest("h2, h3, h4")?.textContent.trim();
      const summary = page.querySelector("meta[name=description]")?.content;
      return title && [make("b", {}, part ? `${title}: ${part}` : title), make("p", {}, summary ?? "")];
    }

    async function open(found) {
      const inside = await about(found).catch(() => undefined);
      if (!inside || link !== found) return;
      box.replaceChildren(...inside);
      box.hidden = false;
      found.setAttribute("aria-describedby", box.id);
      const [line, wide] = [found.getClientRects()[0], root.clientWidth];
      box.style.translate = "none";
      const size = box.getBoundingClientRect();
      const start = getComputedStyle(found).direction === "rtl" ? line.right - size.width : line.left;
      const left = Math.max(8, Math.min(start, wide - size.width - 8));
      const below = found.getBoundingClientRect().bottom + size.height + 8 < innerHeight || line.top < size.height + 8;
      const top = below ? found.getBoundingClientRect().bottom + 4 : line.top - size.height - 4;
      box.style.translate = `${left - size.left}px ${top - size.top}px`;
    }

    function close() {
      clearTimeout(waiting);
      link?.removeAttribute("aria-describedby");
      link = undefined;
      box.hidden = true;
    }

    function soon(act, found) {
      clearTimeout(waiting);
      waiting = setTimeout(act, 250, found);
    }

    function reach(found) {
      if (found === link) return clearTimeout(waiting);
      close();
      link = found;
      soon(open, found);
    }

    main.addEventListener("pointerover", (event) => {
      const found = event.pointerType === "touch" ? undefined : linkAt(event);
      if (found) reach(found);
      else if (box.contains(event.target)) clearTimeout(waiting);
    });
    main.addEventListener("pointerout", (event) => {
      if (linkAt(event) === link || box.contains(event.target)) soon(close);
    });
    main.addEventListener("focusin", (event) => {
      const found = linkAt(event);
      if (found?.matches(":focus-visible")) reach(found);
    });
    main.addEventListener("focusout", close);
    addEventListener("keydown", (event) => event.key === "Escape" && close());
  }

  // Scrolling: the section of the contents, and a thin line where the style sheet cannot draw it by itself.

  function scrolling() {
    const entries = all(".contents a[href*='#']")
      .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
      .filter(({ heading }) => heading);
    const draws = CSS.supports("animation-timeline", "scroll()");
    let asked;
    const look = () => {
      asked = 0;
      const passed = entries.filter(({ heading }) => heading.getBoundingClientRect().top < innerHeight / 3);
      const current = passed.at(-1)?.heading;
      entries.forEach(({ link, heading }) => {
        if (heading === current) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      });
      if (!draws) root.style.setProperty("--read", scrollY / (root.scrollHeight - innerHeight) || 0);
    };
    if (!entries.length && draws) return;
    const soon = () => (asked ||= requestAnimationFrame(look));
    addEventListener("scroll", soon, { passive: true });
    soon();
  }

  function start() {
    const [main, footer] = [document.querySelector("main"), document.querySelector("body > footer")];
    const article = document.querySelector("article:is(.part, .column, .guide), article:has(.path-place)");
    const boxes = all("li.task-list-item input[type=checkbox]");
    main?.append(status);
    if (footer) settings(footer);
    if (article) mark(article);
    all(".route > :is(ol, ul), .place ol").forEach(route);
    if (boxes.length) checklists(boxes);
    show();
    addEventListener("storage", () => show());
    addEventListener("pageshow", (event) => event.persisted && show());
    setTimeout(() => {
      if (navigator.clipboard) all("article :is(blockquote, pre):not(.letter *, .backlinks *, blockquote *, .part > :has(+ p + blockquote))").forEach(copying);
      if (main && location.protocol !== "file:" && !navigator.connection?.saveData) previews(main);
      scrolling();
    });
  }

  colours(kept());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else setTimeout(start); // tasks of their own: on a slow phone each holds up a tap
}
