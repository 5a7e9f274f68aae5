// The search page: asks Pagefind's index while the reader types. All words that it shows stand in search.html.
(() => {
  'use strict';
  const root = document.querySelector('.search');
  const form = root.querySelector('form');
  const field = form.elements.q;
  const [count, meantLine, results, more] = ['.count', '.meant', '.results', '.more'].map(one => root.querySelector(one));
  const names = Object.fromEntries(
    [...document.getElementById('_kinds').content.querySelectorAll('data')].map(one => [one.value, one.textContent]));
  const FILTERS = {kind: form.elements.kinds, topic: form.elements.topics};
  const AT_ONCE = 10, TOPICS = 6, PAUSE = 120;
  let turn = 0, waiting = 0, literal = '', index, words;

  const say = (key, values) => root.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const element = (tag, text, parent) => {
    const made = parent.appendChild(document.createElement(tag));
    made.textContent = text;
    return made;
  };

  const load = () => index ??= (async () => {
    const pagefind = await import(new URL(root.dataset.index, document.baseURI));
    await pagefind.options({noWorker: true});
    await pagefind.filters();
    return pagefind;
  })();

  const loadWords = () => words ??= fetch(root.dataset.words)
    .then(answer => answer.ok ? answer.text() : '')
    .then(text => text.split('\n').filter(Boolean));

  // Edits from one word to another: letters put in, left out, changed, or two swapped; `most` + 1 for more than that.
  const edits = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [], row = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
          next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[other.length];
  };

  // Of the words on the site, which are sorted by how many pages have them, the nearest; a word that is begun stays.
  const nearest = (word, known) => {
    if (word.length < 4 || known.some(one => plain(one).startsWith(word))) return '';
    let best = '', least = word.length > 5 ? 3 : 2;
    for (const one of known) {
      const needed = edits(word, plain(one), least - 1);
      if (needed < least) [best, least] = [one, needed];
    }
    return best;
  };

  const split = text => text.split(text.includes('\u200b') ? '\u200b' : /[\r\n\s]+/);

  // What the reader may have meant. Pagefind takes the beginning of an unknown word for the word: "re" for "rejction".
  const corrected = async (query, found) => {
    if (query.startsWith('"')) return '';
    const pages = await Promise.all(found.results.slice(0, 3).map(one => one.data()));
    const met = pages.flatMap(page => {
      const all = split(page.raw_content);
      return page.locations.map(at => plain(all[at] ?? '').replace(/^\P{L}+|\P{L}+$/gu, ''));
    });
    const alike = (word, one) => {
      const least = Math.min(word.length, Math.max(3, .6 * Math.max(word.length, one.length)));
      return one.startsWith(word.slice(0, Math.ceil(least)));
    };
    const parts = query.split(/(\P{L}+)/u);
    const unmet = parts.filter(word => word.length > 3 && !met.some(one => alike(plain(word), one)));
    if (!unmet.length) return '';
    const known = await loadWords();
    const better = parts.map(word => unmet.includes(word) && nearest(plain(word), known) || word).join('');
    return better === query ? '' : better;
  };

  // The sentence in which most of the words stand together, marked; where the title alone has them, the first one.
  const sentence = (page, parent) => {
    const all = split(page.raw_content.replace(/&lt;/g, '<').replace(/&gt;/g, '>'));
    const title = split(page.meta.title).length;
    const places = page.weighted_locations.map(one => one.location).filter(at => at >= title);
    const ends = word => /[.!?…]["'”’)\]]*$/.test(word ?? '.');
    const around = at => {
      let start = at, end = at;
      while (start > title && !ends(all[start - 1]) && at - start < 14) start--;
      while (end < all.length - 1 && (!ends(all[end]) || end - start < 5) && end - start < 34) end++;
      const worth = places.filter(one => one >= start && one <= end).length + (end - start > 4 ? .5 : 0);
      return {start, end, worth};
    };
    const {start, end} = (places.length ? places : [title]).slice(0, 60).map(around)
      .reduce((best, one) => one.worth > best.worth ? one : best);
    const space = page.raw_content.includes('\u200b') ? '' : ' ';
    const marked = new Set(places);
    if (start > title && !ends(all[start - 1])) parent.append('… ');
    for (let i = start; i <= end; i++) {
      if (marked.has(i)) element('mark', all[i], parent); else parent.append(all[i] ?? '');
      if (i < end) parent.append(space);
    }
    if (!ends(all[end])) parent.append(' …');
  };

  const entry = page => {
    const item = document.createElement('li');
    element('a', page.meta.title, item).href = page.url;
    const kind = page.filters.kind?.[0];
    const topics = (page.filters.topic ?? []).filter(topic => topic !== page.meta.title);
    element('p', [names[kind] ?? kind, topics.join(', ')].filter(Boolean).join(' · '), item).className = 'kind';
    sentence(page, element('p', '', item));
    const within = page.sub_results.filter(one => one.anchor).slice(0, 3);
    if (within.length) {
      const list = element('ul', '', item);
      for (const one of within) element('a', one.title.replace(/\.$/, ''), element('li', '', list)).href = one.url;
    }
    return item;
  };

  const chosen = () => Object.fromEntries(Object.entries(FILTERS)
    .map(([name, box]) => [name, [...box.querySelectorAll(':checked')].map(one => one.value)])
    .filter(([, values]) => values.length));

  // The values of each filter that the results have, with how many; those that are chosen stay.
  const drawFilters = (found, picked) => {
    const focused = document.activeElement?.value, inside = document.activeElement?.name;
    for (const [name, box] of Object.entries(FILTERS)) {
      const kept = picked[name] ?? [];
      const counts = found ? Object.entries(found.filters[name] ?? {}) : [];
      counts.sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
      let shown = counts.filter(([value, number]) => number || kept.includes(value));
      if (name === 'topic') shown = shown.filter(([value], place) => place < TOPICS || kept.includes(value));
      box.querySelectorAll('label').forEach(one => one.remove());
      for (const [value, number] of shown) {
        const label = element('label', '', box);
        const input = Object.assign(element('input', '', label), {type: 'checkbox', name, value});
        input.checked = kept.includes(value);
        label.append(` ${name === 'kind' ? names[value] ?? value : value} `);
        element('small', number, label);
        if (name === inside && value === focused) input.focus();
      }
      box.hidden = shown.length < 2 && !kept.length;
    }
  };

  const drawResults = async (found, from, mine) => {
    const next = found.results.slice(from, from + AT_ONCE);
    const items = (await Promise.all(next.map(one => one.data()))).map(entry);
    if (mine !== turn) return;
    if (from) results.append(...items); else results.replaceChildren(...items);
    more.hidden = found.results.length <= from + AT_ONCE;
    more.onclick = () => drawResults(found, from + AT_ONCE, mine).then(() => items.length && step(results.children[from + AT_ONCE]));
  };

  const step = item => item?.querySelector('a').focus();

  const remember = (query, picked) => {
    const here = new URL(location);
    here.search = new URLSearchParams([...(query ? [['q', query]] : []),
      ...Object.entries(picked).flatMap(([name, values]) => values.map(value => [name, value]))]);
    history.replaceState(null, '', here);
  };

  const search = async (picked = chosen()) => {
    const mine = ++turn, query = field.value.trim();
    if (location.protocol !== 'file:') remember(query, picked);
    if (!query) {
      results.replaceChildren();
      drawFilters(null, picked);
      count.textContent = '';
      meantLine.hidden = more.hidden = true;
      return;
    }
    const pagefind = await load();
    let meant = query, all = await pagefind.search(query);
    const better = query === literal ? '' : await corrected(query, all);
    if (better) {
      const other = await pagefind.search(better);
      if (other.results.length) [meant, all] = [better, other];
    }
    const filters = Object.fromEntries(Object.entries(picked).map(([name, any]) => [name, {any}]));
    const found = Object.keys(picked).length ? await pagefind.search(meant, {filters}) : all;
    if (mine !== turn) return;
    drawFilters(all, picked);
    meantLine.hidden = meant === query;
    const [told, instead] = meantLine.children;
    told.textContent = say('meant', {meant});
    instead.textContent = say('instead', {query});
    instead.onclick = () => { literal = query; run(); field.focus(); };
    await drawResults(found, 0, mine);
    if (mine === turn) count.textContent = say(found.results.length ? 'count' : 'none', {count: found.results.length, query});
  };

  const run = picked => search(picked).catch(() => { root.querySelector('.broken').hidden = false; });

  form.addEventListener('submit', event => { event.preventDefault(); clearTimeout(waiting); run(); });
  form.addEventListener('change', event => { if (event.target !== field) run(); });
  field.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(run, PAUSE); });
  field.addEventListener('focus', () => load().catch(() => {}), {once: true});

  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const items = [...results.children];
    const at = items.findIndex(item => item.contains(document.activeElement));
    if (event.key === '/' && !document.activeElement.matches('input:not([type=checkbox]), textarea, select')) field.focus();
    else if (event.key === 'Escape' && at >= 0) field.select();
    else if (event.key === 'ArrowDown' && (at >= 0 || document.activeElement === field) && items[at + 1]) step(items[at + 1]);
    else if (event.key === 'ArrowUp' && at > 0) step(items[at - 1]);
    else if (event.key === 'ArrowUp' && at === 0) field.select();
    else return;
    event.preventDefault();
  });

  const asked = new URLSearchParams(location.search);
  field.value = asked.get('q') ?? '';
  const first = Object.fromEntries(Object.keys(FILTERS).map(name => [name, asked.getAll(name)]).filter(([, some]) => some.length));
  if (field.value) run(first); else field.focus();
})();
