// The views in their order, each with the letter that g leads to it by.
export const views = [
  { name: 'touch', title: 'Touch', key: 't', asks: 'Does it touch North Korea, by which path, and what follows?' },
  { name: 'screen', title: 'Screen', key: 's', asks: 'Who is this?' },
  { name: 'sea', title: 'Sea', key: 'a', asks: 'What did the ships do, and who are they really?' },
  { name: 'entity', title: 'Entity', key: 'e', asks: 'What is stated of it, by whom, since when?' },
  { name: 'law', title: 'Law', key: 'w', asks: 'What did the law say on that day?' },
  { name: 'lists', title: 'Lists', key: 'l', asks: 'What came, what went, and how fresh is it?' },
  { name: 'resolve', title: 'Resolve', key: 'r', asks: 'Are these two one party?' },
] as const

export type ViewName = (typeof views)[number]['name']
