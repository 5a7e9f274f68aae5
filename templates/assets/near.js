// The pages whose addresses are nearest to one that is not there, by the rule of src/fingerpost/near.py.
const nav = document.getElementById('_near')
const plain = address => { try { return decodeURIComponent(address) } catch { return address } }
const words = address => plain(address).toLowerCase().replace(/\.(html?|php|md)$|\/index\.[\p{L}\p{N}_]+$/u, '').match(/[\p{L}\p{N}]+/gu) ?? []
// Whether few slips lie between: a letter more, less or other, or two swapped.
export const near = (a, b, most) => {
  const c = a.slice(1), d = b.slice(1)
  return !a || !b ? (a + b).length <= most : a[0] === b[0] ? near(c, d, most) : most-- > 0 && (near(c, b, most)
    || near(a, d, most) || near(c, d, most) || a[0] + a[1] === b[1] + b[0] && near(a.slice(2), b.slice(2), most))
}
const alike = (a, b) => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return a === b ? 1 : short.length < 4 ? 0 : long.startsWith(short) ? .8 : near(a, b, short.length > 6 ? 2 : 1) ? .7 : 0
}
export const nearest = (asked, addresses) => {
  const known = addresses.map(words), counts = {}, wanted = new Set(words(asked))
  for (const one of known) for (const word of new Set(one)) counts['.' + word] = (counts['.' + word] ?? 0) + 1
  const scored = known.map((one, number) => {
    let score = 0
    for (const word of wanted) score += Math.max(0, ...one.map(other => alike(word, other) / Math.sqrt(counts['.' + other])))
    return [Math.round(score / Math.sqrt(one.length || 1) * 1e6) / 1e6, number]
  }).sort(([a, i], [b, j]) => b - a || i - j)
  return scored.slice(0, 5).filter(([score]) => score >= Math.max(.1, scored[0][0] * .4)).map(([, number]) => number)
}
if (nav?.hidden) {
  const pages = await (await fetch(nav.dataset.addresses)).json()
  for (const number of nearest(location.pathname, pages.map(([address]) => address))) {
    const arm = nav.querySelector('template').content.cloneNode(true), link = arm.querySelector('a');
    [link.href, link.firstElementChild.textContent] = pages[number]
    nav.querySelector('ol').append(arm)
    nav.hidden = false
  }
}
