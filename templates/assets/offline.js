/* Starts the service worker of a site with `offline: true`; and lists, on the page that it shows without network, what can be read. */
"use strict"
{
  const { worker } = document.currentScript.dataset
  if ("serviceWorker" in navigator && isSecureContext) navigator.serviceWorker.register(worker).catch(() => {})

  const list = document.querySelector("ul[data-cache]")
  const most = 30
  const show = async () => {
    const store = await caches.open(list.dataset.cache)
    for (const request of (await store.keys()).reverse().slice(0, most)) {
      const page = new DOMParser().parseFromString(await (await store.match(request)).text(), "text/html")
      const link = document.createElement("a")
      link.href = request.url
      link.textContent = (page.querySelector("h1") || page.querySelector("title") || link).textContent.trim() || request.url
      list.appendChild(document.createElement("li")).appendChild(link)
      list.parentElement.hidden = false
    }
  }
  if (list && "caches" in window) show()
}
