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
  const AT_ONCE = 10, TOPICS = 6, PAUSE = 120, NONE = {results: [], filters: {}};
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

  const bare = text => plain(text ?? '').replace(/[^\p{L}\p{N}]+/gu, '');
  const begun = (word, known) => known.some(one => bare(one).startsWith(bare(word)));

  // Of the words on the site, those of most pages first, the nearest. It begins alike; where the word is short or two
  // slips away, it has the same consonants: "police" is no slip for "polite".
  const within = (one, other) => [...one].every(letter => ('aeiouy' + other).includes(letter));
  const nearest = async (word, known) => {
    const {near} = await import(new URL(root.dataset.near, document.baseURI));
    const {length} = word;
    for (let most = 1; most <= (length > 7 ? 2 : length > 4); most++) {
      const found = known.find(one => {
        const other = plain(one);
        return other[0] === word[0] && near(word, other, most)
          && (most > 1 ? within(word, other) && within(other, word) : length > 7 || within(word, other));
      });
      if (found) return found;
    }
  };

  const split = text => text.split(text.includes('\u200b') ? '\u200b' : /[\r\n\s]+/);

  // What to search for, and the words that no page has and that are near none. Pagefind takes the beginning of an
  // unknown word for the word: "re" for "rejction".
  const understood = async (query, found, pagefind) => {
    const lost = [], pages = await Promise.all(found.results.slice(0, 3).map(one => one.data()));
    const met = pages.flatMap(page => {
      const all = split(page.raw_content);
      return page.locations.map(at => all[at]);
    });
    const better = async word => {
      if (begun(word, met) || (await pagefind.search(`"${bare(word)}"`)).results.length) return word;
      const known = await loadWords(), parts = word.split(/[^\p{L}\p{N}'’]+/u).filter(Boolean);
      if (begun(word, known)) return word;
      if (parts[1]) return all(parts);
      const other = await nearest(bare(word), known);
      if (!other) lost.push(...parts);
      return other;
    };
    const all = async words => (await Promise.all(words.map(better))).filter(Boolean).join(' ');
    return [await all(query.split(' ')), lost];
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
      const counts = Object.entries(found.filters[name] ?? {});
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
    const mine = ++turn, query = field.value.trim().replace(/\s+/g, ' ');
    if (location.protocol !== 'file:') remember(query, picked);
    if (!query) {
      results.replaceChildren();
      drawFilters(NONE, picked);
      count.textContent = '';
      meantLine.hidden = more.hidden = true;
      return;
    }
    const pagefind = await load();
    let meant = query, lost = [], all = await pagefind.search(query);
    if (!query.startsWith('"') && !/^(zh|ja|th)/.test(document.documentElement.lang)) {
      [meant, lost] = await understood(query, all, pagefind);
      if (meant !== query) all = meant && query !== literal ? await pagefind.search(meant) : NONE;
      if (!all.results.length) meant = query;
    }
    const filters = Object.fromEntries(Object.entries(picked).map(([name, any]) => [name, {any}]));
    const found = all.results.length && Object.keys(picked).length ? await pagefind.search(meant, {filters}) : all;
    if (mine !== turn) return;
    drawFilters(all, picked);
    meantLine.hidden = meant === query;
    const [told, instead] = meantLine.children;
    told.textContent = (lost[0] ? say('none', {query: lost.join(', ')}) + ' ' : '') + say('meant', {meant});
    instead.hidden = !!lost[0];
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
