{# The service worker of a site with `offline:`. It keeps pages that were read; or, taken back, clears up after itself. The page that
   it shows for any other is part of it, so that a change of that page, or of an asset in it, is a new worker. #}
"use strict"
const base = {{ base|tojson }}
const pages = `fingerpost 1 pages ${base}`
const files = `fingerpost 1 files ${base}`
const isOwn = name => name.startsWith("fingerpost ") && name.endsWith(` ${base}`)

self.addEventListener("install", () => self.skipWaiting())
{% if keeps %}
{% set offline %}{% include "offline.html" %}{% endset %}
const offline = {{ offline|tojson }}
const most = 200 // pages
const hashed = /\.[0-9a-f]{10}\.[a-z0-9]+$/
const shown = /\b(?:src|href)="([^"]+\.[0-9a-f]{10}\.(?:css|js|svg|png|jpe?g|gif|webp|avif|woff2))"/g

self.addEventListener("activate", event => event.waitUntil(begin()))
self.addEventListener("fetch", event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(base)) return
  if (request.mode === "navigate") event.respondWith(read(event, url))
  else if (hashed.test(url.pathname) && !request.headers.has("Range")) event.respondWith(load(request.url))
})

// A page comes from the network, and is kept; without network, it is the kept one.
async function read(event, url) {
  try {
    const response = await fetch(event.request)
    if (isPage(response)) event.waitUntil(keep(url, response.clone()))
    return response
  } catch {
    const kept = await (await caches.open(pages)).match(addressOf(url))
    return kept || new Response(offline, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } })
  }
}

// A file with a digest in its name never changes, so a kept one will do.
async function load(url) {
  const store = await caches.open(files)
  const kept = await store.match(url)
  if (kept) return kept
  const response = await fetch(url)
  if (response.status === 200) await store.put(url, response.clone())
  return response
}

function isPage(response) {
  return response.status === 200 && !response.redirected && /^text\/html\b/.test(response.headers.get("Content-Type"))
}

// One page is kept once, whatever stands behind `?` or `#`.
function addressOf(url) {
  return url.origin + url.pathname
}

async function keep(url, response) {
  const store = await caches.open(pages)
  const text = await response.clone().text()
  await store.put(addressOf(url), response)
  await Promise.all(filesIn(text, url).map(one => load(one).catch(() => {})))
  const kept = await store.keys()
  await Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map(one => store.delete(one)))
}

function filesIn(text, url) {
  const found = [...text.matchAll(shown)].map(one => new URL(one[1].replaceAll("&amp;", "&"), url))
  return found.filter(one => one.origin === location.origin).map(one => one.href)
}

// A new worker keeps the pages that are open and what its own page shows, and lets go what no kept page shows any more.
async function begin() {
  await self.clients.claim()
  await Promise.all(filesIn(offline, new URL(base, location)).map(one => load(one).catch(() => {})))
  for (const client of await self.clients.matchAll({ type: "window" })) {
    const url = new URL(client.url)
    try {
      const response = await fetch(addressOf(url))
      if (isPage(response)) await keep(url, response)
    } catch { /* it is kept another time */ }
  }
  await sweep()
}

async function sweep() {
  const kept = await caches.open(pages)
  const used = new Set(filesIn(offline, new URL(base, location)))
  for (const request of await kept.keys()) {
    const response = await kept.match(request)
    for (const one of filesIn(await response.text(), new URL(request.url))) used.add(one)
  }
  const store = await caches.open(files)
  for (const request of await store.keys()) if (!used.has(request.url)) await store.delete(request)
  for (const name of await caches.keys()) if (isOwn(name) && name !== pages && name !== files) await caches.delete(name)
}
{% else %}

self.addEventListener("activate", event => event.waitUntil(leave()))

async function leave() {
  for (const name of await caches.keys()) if (isOwn(name)) await caches.delete(name)
  await self.registration.unregister()
}
{% endif %}
