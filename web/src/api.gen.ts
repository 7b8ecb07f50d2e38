// Made by scripts/api.mjs from /openapi.json; not to be edited.

export interface AdjacentPage {
  limit: number
  offset: number
  results: (string | Entity)[]
  total: Total
}

export interface AdjacentResponse {
  /** Neighbours by the names under which the entity knows them. */
  adjacent: Record<string, AdjacentPage>
  entity: Entity | null
}

export interface Algorithm {
  description: string
  docs: AlgorithmDocs
  features: Record<string, Feature>
  name: string
}

export interface AlgorithmDocs {
  config: Record<string, ConfigOption>
  description: string
  features: Record<string, Feature>
  name: string
}

export interface Algorithms {
  algorithms: Algorithm[]
  best: string
  default: string
}

export interface Answer {
  id: string
  ignored?: string[]
  query: Query
  results: Result[]
  searched: Searched
  total: number
}

export interface Answers {
  /** One for each query, in the order of the queries. */
  answers: Answer[]
}

export interface Basis {
  as_of: string
  batch: number
  datasets: string[]
  entities: number
  judgement: number
  known_on: string
  stakes: number
  ties: number
}

export interface BatchOf {
  batch: number
  published: string
  received: string
  source: string
}

export interface BatchState {
  added: number
  batch: number
  changed: number
  document?: string
  kind: string
  problems: SetAside[]
  published: string
  received: string
  refused: number
  removed: number
  source: string
}

export interface BatchStates {
  /** Newest first. */
  batches: BatchState[]
}

export interface Came {
  batch: number
  changes: Change[]
  left: number
  published: string
  received: string
  source: string
}

export interface Candidate {
  a: Party
  b: Party
  certain: boolean
  excluded?: string
  fields: Field[]
  prior: number
  score: number
  weight: number
  why: string
}

export interface Candidates {
  candidates: Candidate[]
  conflicts: Conflict[]
  findings: Finding[]
  searched: Compared
  total: number
}

export interface Catalog {
  /** Datasets that are searched as they were loaded last: all. */
  current: string[]
  datasets: CatalogDataset[]
  index_stale: boolean
  /** Datasets of which an older state is searched: none, because a batch is searched before it is shown here. */
  outdated: string[]
}

export interface CatalogDataset {
  children: string[]
  index_current: boolean
  index_version: string
  /** The day that the publisher states. */
  last_export: string | null
  load: boolean
  name: string
  title: string
  updated_at: string | null
  /** The time at which the newest batch was received, and its number. */
  version: string
}

export interface Change {
  caption: string
  closed: number
  id: string
  kind: string
  opened: number
  schema: string
}

export interface Cite {
  text: string
  verified: unknown
}

export interface Compared {
  as_of: string
  batch: number
  datasets: string[]
  judgement: number
  known_on: string
  pairs: number
  records: number
}

export interface ConfigOption {
  default: unknown
  description: string
  type: string
}

export interface Conflict {
  a: Party
  b: Party
  kind: string
  likeness: number
  value: string
  why: string
}

export interface Cut {
  caption: string
  entity: string
  left: number
  ties: number
}

export interface DecideRequest {
  /** The id of one entity. */
  a?: string | null
  /** The id of the other. */
  b?: string | null
  /** Why. */
  reason?: string | null
  /** Who decides. */
  user?: string | null
  /** What is decided. */
  verdict?: 'same' | 'different' | 'unsure' | null
}

export interface Decision {
  judgement: number
  judgements: Judgement[]
  parties: Members[]
  warnings: string[]
}

export interface Doc {
  /** All of what the page rests on, and what did not fit on it. */
  annex: Section[]
  foot: string[]
  /** What the evidence comes to. */
  lead: string
  /** What one needs to decide. As PDF it is one page: what is too long for it says where the rest stands. */
  page: Section[]
  /** What apparently happened: who, when and where. */
  sub: string
  title: string
}

export interface Dossier {
  batches: BatchOf[]
  caption: string
  datasets: string[]
  first_seen: string
  id: string
  last_seen: string
  listings: ListingOf[]
  properties: Record<string, string[]>
  referents: string[]
  schema: string
  searched: Moment
  statements: Stated[]
}

export interface Entity {
  caption: string
  datasets: string[]
  first_seen: string | null
  id: string
  last_change: string | null
  last_seen: string | null
  properties: Record<string, (string | Entity)[]>
  referents: string[]
  schema: string
  target: boolean
}

export interface Evidence {
  agree: string[]
  alias?: string
  contradict: string[]
  missing: string[]
  offered: number
  parts: Pair[]
  sentence: string
  strength?: string
}

export interface Example {
  /** The day to ask about; empty is today. */
  as_of: string
  /** What was answered. */
  exposure: 'blocked' | 'possible' | 'exposed' | 'clear'
  /** What the subject is called. */
  name: string
  /** As /api/v1/touch takes it. */
  subject: string
  /** A sentence. */
  why: string
}

export interface Examples {
  /** What was loaded to ask of; empty where nothing was loaded for show. */
  about: string
  examples: Example[]
}

export interface Explanation {
  candidate?: string
  detail?: string
  query?: string
  score: number
}

export interface ExtendProperties {
  limit: number
  properties: ServiceType[]
  type: string
}

export interface ExtendResponse {
  meta: ServiceType[]
  rows: Record<string, Record<string, ExtendValue[]>>
}

export interface ExtendValue {
  str: string
}

export interface Facet {
  label: string
  values: FacetItem[]
}

export interface FacetItem {
  count: number
  label: string
  name: string
}

export interface Feature {
  coefficient: number
  description: string
  url: string
}

export interface Field {
  a: string
  b: string
  level: string
  m: number
  name: string
  rarity: number
  u: number
  weight: number
}

export interface Finding {
  alert: boolean
  end?: string
  exposure?: string
  id: string
  key?: string
  kind: string
  missing?: string[]
  obligations?: Obligation[]
  paths: Path[]
  programme?: string
  start?: string
  strength: number
  subjects: string[]
  summary: string
}

export interface Held {
  asset: string
  asset_caption: string
  class: string
  flags?: string[]
  from_date: string
  high: unknown
  high_exclusive?: boolean
  low: unknown
  low_exclusive?: boolean
  owner: string
  owner_caption: string
  share: string
  statements: Source[]
  to_date: string
}

export interface Holding {
  asset: string
  asset_caption: string
  class: string
  depth: number
  flags?: string[]
  from_date: string
  high: unknown
  high_exclusive?: boolean
  listed: boolean
  low: unknown
  low_exclusive?: boolean
  owner: string
  owner_caption: string
  share: string
  statements: Source[]
  to_date: string
}

export interface Holdings {
  caption: string
  entity: string
  holdings: Holding[]
  left: number
  searched: Basis
}

export interface Judged {
  a: string
  b: string
  judgement: number
  on: string
  reason: string
  user: string
}

export interface Judgement {
  a: string
  at: string
  b: string
  id: number
  reason: string
  score: number | null
  user: string
  verdict: string
  withdrawn_as?: number
  withdrawn_at?: string
  withdrawn_by?: string
  withdrawn_reason?: string
}

export interface LawAbout {
  /** Acts without goods that measures are about. */
  activities: LawActivity[]
  /** Kinds of conduct that authorities to designate are about. */
  conducts: LawConduct[]
  /** Name of the programme and of its folder. */
  id: string
  /** Who issues the instruments. The first is asked when a question names none. */
  issuers: LawIssuer[]
  /** What people call the country. */
  name: string
  /** The country, ISO 3166 alpha-2, lower case. */
  target: string
  title: string
}

export interface LawAct {
  /** An activity of the programme. */
  act: string
  /** Banned if not given. */
  answer?: string
  /** Facts that change the answer; the first that holds counts. */
  cases?: LawCase[]
  /** Facts that a conditional answer asks for. */
  needs?: string[]
  wind_down?: LawWindDown
  /** Only for some days after something happened. */
  within?: LawWithin
}

export interface LawActAnswer {
  activity: string
  date: string
  elsewhere: LawElsewhere[]
  exceptions: string[]
  issuer: string
  known: string
  last_day: string
  measures: LawMatch[]
  needs: string[]
  note?: string
  status: string
  text: string
  verified: unknown
}

export interface LawAction {
  cites: string[]
  country: string
  covers: string[]
  final: string
  /** First day in force. */
  from: string
  id: string
  /** jurisdiction, institution, class or account */
  kind: string
  /** Which of the five special measures. */
  measures: number[]
  not_covers: string[]
  rule: string
  /** proposed, final (not yet in force), in_force or withdrawn */
  state: string
  target: string
  text: string
  unverified_fields: string[]
  verified: unknown
  /** First day on which it holds no more. */
  withdrawn: string
}

export interface LawActions {
  /** In order of their final rules. */
  actions: LawAction[]
  date: string
}

export interface LawActivity {
  id: string
  /** Who rules on it; the programme's first issuer if not given. */
  issuer: string
  text: string
}

export interface LawAdded {
  by: string
  /** Day from which it was known. */
  on: string
}

export interface LawAlsoIn {
  cite: string
  issuer: string
}

export interface LawAuthority {
  /** Kinds of conduct of the programme. */
  conducts: string[]
  /** As it is cited: 22 USC 9214(a)(3). */
  head: string
  /** What the person must have known. status: being something is enough; determined: what a Secretary determines. */
  knowledge: string
  /** Caps whose ledger the words of quantity need. */
  ledger?: string[]
  /** The finding obliges to designate. */
  mandatory: boolean
  /** The text's words of how much: significant, above UN limits. */
  quantity?: string
}

export interface LawCalendar {
  /** Soonest first; those that wait for an event last. */
  clocks: LawDue[]
  date: string
  /** Empty is all. */
  issuer: string
  /** The day on which we looked; empty is now. */
  known: string
}

export interface LawCandidate {
  hs: string
  /** How much of the words stands in the description, in percent; rare words count more. */
  score: number
  /** What the code covers. */
  text: string
  /** Which words were found, and where. */
  why: string
}

export interface LawCap {
  /** The same in another unit. */
  alt?: LawQuantity
  /** The fact that gives the number, where the text has none. */
  baseline?: string
  /** How tonnes become barrels. */
  conversion?: string
  from: string
  /** Of the two the one that is reached first counts. */
  lower_of?: boolean
  /** Shares at which the states are told. */
  notify_at?: unknown[]
  period: string
  /** Not given: the text names no number. */
  qty: unknown
  /** Share at which all stop. */
  stop_at: unknown
  /** Last day; of a fixed period always. */
  to: string
  unit: string
}

export interface LawCapPeriod {
  /** The same in another unit. */
  alt?: LawQuantity
  baseline?: string
  conversion?: string
  /** Last day of the period. */
  end: string
  levels: LawLevel[]
  /** Of the two the one that is reached first counts. */
  lower_of: boolean
  measure: string
  /** Null where the text names no number. */
  qty: unknown
  start: string
  unit: string
  unverified_fields?: string[]
  verified: unknown
}

export interface LawCase {
  answer: string
  /** Facts and the values that they may have. */
  if?: Record<string, string[]>
  /** The case in words. */
  text: string
  /** The fact amount, in this currency, is not more. */
  up_to?: LawMoney
}

export interface LawCaseAsk {
  /** An activity of the programme, with date. */
  act: string
  /** What the law says of the goods or the act. */
  answer: string
  /** Day of the question about a subject; today if not given. */
  as_of: string
  /** Day of the goods or the act. */
  date: string
  /** Of the goods, seen from the programme's target. */
  direction: string
  /** What the subject comes to. */
  exposure: string
  /** Code of goods, with direction and date. */
  hs: string
  /** Rules that lead the answer about goods or an act. */
  measures: string[]
  /** Words of a fact that the answer must name as missing. */
  missing: string
  /** Whom to ask about: a name, or a number with its kind, imo:9361407. */
  subject: string
  /** Parties that one path leads over, in their order; the last is its end. */
  via: string[]
}

export interface LawCaseEvent {
  /** The amount is about so much. */
  about: boolean
  amount: unknown
  date: string
  /** Who took part. */
  parties: string[]
  /** The publication that states it. */
  source: string
  /** Last day of what went on for longer. */
  to: string
  /** Of the amount: a currency (ISO 4217, or the name of a coin), t, bbl. */
  unit: string
  /** How far this was read in the publication. */
  verified: unknown
  /** In our words. */
  what: string
}

export interface LawCaseLine {
  /** Parties of its own, ties and events: what has a mark. */
  facts: number
  /** When it began: a day, a month or a year. */
  from: string
  id: string
  parties: number
  ties: number
  title: string
  /** When it ended; empty while it is open. */
  to: string
  /** Facts that were not; the rest was read in part. */
  unverified: number
  /** Facts that were read in their publication. */
  verified: number
}

export interface LawCaseList {
  /** In the order in which they began. */
  cases: LawCaseLine[]
  disclaimer: string
}

export interface LawCaseParty {
  /** Its other names. */
  aliases: string[]
  /** Code of a bank. */
  bic: string
  /** The case that it is told of in. */
  case: string
  /** ISO 3166 alpha-2, lower case. */
  country: string[]
  /** Of a wallet. */
  currency: string
  /** Of a ship: flags that it flew, ISO 3166 alpha-2, lower case. */
  flag: string[]
  /** Id of the entity: that of the listing, or the programme's name, -case- and a name. */
  id: string
  /** IMO number, seven digits. */
  imo: string
  /** It stands in the programme's built-in listings. */
  listed: boolean
  /** The name that is shown. Of a listed party one that the listing has. */
  name: string
  /** What it did in the case, in words. */
  role: string
  /** Schema of FollowTheMoney: Company, Vessel, CryptoWallet, … */
  schema: string
  /** The publication that names it; needed unless it is listed or of another case. */
  source: string
  /** How far this was read in the publication; needed with source. */
  verified: unknown | null
  /** Address of a wallet. */
  wallet: string
}

export interface LawCaseShown {
  /** Questions, with the answers that must come out: the tests of the case. */
  asks: LawCaseAsk[]
  disclaimer: string
  /** What happened, in order of time. */
  events: LawCaseEvent[]
  /** When it began. */
  from: string
  /** Name of the case, and of its file. */
  id: string
  /** Rules that the case is about, by id. */
  measures: string[]
  /** What a reader must know: what was denied, set aside, never proved. */
  note: string
  /** People, companies, ships and wallets of the case. */
  parties: LawCaseParty[]
  /** Where the rules stand that the case is about. */
  rules: LawCitation[]
  /** Publications that the facts are from. */
  sources: LawCaseSource[]
  /** What is said to have happened, in our words. */
  summary: string
  /** What ties parties to each other. */
  ties: LawCaseTie[]
  /** The case in a line. */
  title: string
  /** When it ended; not given while it is open. */
  to: string
}

export interface LawCaseSource {
  /** Where it is found: page, number of the paper, address. */
  cite: string
  /** Name of the publication. Two cases that use one publication name it alike. */
  id: string
  published: string
  /** On which terms its facts may be used. */
  terms: string
  title: string
}

export interface LawCaseTie {
  /** Last day. A tie of a moment, as a transfer at sea, has none: that it was stays so. */
  end: string
  /** Party: owner, director, controller, agent, employee, member; of an UnknownLink the one that is told of. */
  from: string
  /** Id of the tie: the programme's name, -case- and a name. */
  id: string
  /** Schema of FollowTheMoney. */
  kind: string
  /** The tie in words, from the first party to the second. */
  relation: string
  /** Of an Ownership: percent, or a range: 17.2, <50. */
  share: string
  /** The publication that states it. */
  source: string
  /** First day. */
  start: string
  /** Party at the other end. */
  to: string
  /** Of an Ownership: kind of right: shareholding, votingRights. */
  type: string
  /** How far this was read in the publication. */
  verified: unknown
}

export interface LawCitation {
  also_in: LawAlsoIn[]
  cite: string
  instrument: string
  measure: string
  unverified_fields: string[]
  verified: unknown
}

export interface LawComparison {
  /** Measures that stayed, but not the same. */
  changed: LawLineAfter[]
  from: string
  /** Measures that came. */
  in: LawLine[]
  /** Empty is all. */
  issuer: string
  /** The day on which we looked; empty is now. */
  known: string
  /** Measures that went. */
  out: LawLine[]
  to: string
}

export interface LawConduct {
  id: string
  text: string
}

export interface LawDue {
  /** The next day on which it is due; empty while no event has started it. */
  due: string
  /** The event that starts it. */
  event?: string
  id: string
  instrument: string
  issuer: string
  measure?: string
  /** How the day is counted. */
  rule: string
  /** The day it counts from; empty for a clock that an event starts. */
  start: string
  /** Last day on which it runs; empty when the text names none. */
  until: string
  unverified_fields: string[]
  verified: unknown
  what: string
  who: string
}

export interface LawDuty {
  due: string
  what: string
  who: string
}

export interface LawElsewhere {
  issuer: string
  measures: string[]
  status: string
}

export interface LawFlag {
  /** In which answers it is said. */
  direction: string
  /** Goods for which it is not said. */
  except?: LawGoods[]
  name: string
}

export interface LawGoods {
  /** All goods. */
  any?: boolean
  /** Only a part of what the codes cover is meant. */
  ex?: boolean
  /** Prefixes of 2, 4 or 6 digits of the Harmonized System, or of 8 or 10 national digits. */
  hs?: string[]
  /** Whose reading the codes are, where the text itself has none. */
  hs_source?: string
  /** How sure the codes are; the mark of the measure if not given. */
  hs_verified?: unknown
  /** The goods in words. They decide, not the code. */
  label: string
  /** Only goods worth more. */
  value_over?: LawMoney
}

export interface LawGoodsAnswer {
  /** The heading by which it was answered, when the table does not have the code. */
  by_heading?: string
  date: string
  /** from or to. */
  direction: string
  /** Other issuers that answer more strictly. */
  elsewhere: LawElsewhere[]
  exceptions: string[]
  /** Measures that go by use or by list: catch_all, control_lists. */
  flags: string[]
  /** What the code covers. */
  goods: string
  hs: string
  issuer: string
  /** The day on which we looked; empty is now. */
  known: string
  /** Last day of the wind-down that is open. */
  last_day: string
  /** All that match, strongest first. */
  measures: LawMatch[]
  /** Facts that would decide. */
  needs: string[]
  /** What limits the answer: a code of another revision, a day before all measures. */
  note?: string
  status: string
  /** Of the measures that give the answer, the best mark. */
  verified: unknown
}

export interface LawHead {
  /** Which of the conducts asked about it is for. */
  conducts: string[]
  /** As it is cited: 22 USC 9214(a)(3). */
  head: string
  id: string
  /** What the person must have known. */
  knowledge: string
  /** The caps whose ledger the words of quantity need. */
  ledger: LawCapPeriod[]
  mandatory: boolean
  note: string
  /** The text's words of how much. */
  quantity?: string
  text: string
  unverified_fields: string[]
  verified: unknown
}

export interface LawHeads {
  conducts: string[]
  date: string
  /** Mandatory ones first. */
  heads: LawHead[]
}

export interface LawInForce {
  date: string
  /** Empty is all. */
  issuer: string
  /** The day on which we looked; empty is now. */
  known: string
  /** In order of adoption. */
  measures: LawLine[]
}

export interface LawInstrument {
  /** The day from which it was known. */
  adopted: string
  amended_by?: string[]
  /** UNSCR-2397. Measure ids begin with it, or with the section of a code that it wrote. */
  id: string
  issuer: string
  /** Last day of the mandate that it gives. */
  lapsed: string
  /** It adds names and no rule. */
  listings_only?: boolean
  note?: string
  /** It only renews a mandate. */
  renewal?: boolean
  /** How it is cited. */
  source: string
  /** What was new, in a line. */
  title: string
  /** What it answered. */
  trigger?: string
  /** What kind of text it is. */
  type: string
  /** What of it was not read in an official text. Needed unless verified is true. */
  unverified_fields?: string[]
  verified: unknown
}

export interface LawIssuer {
  id: string
  name: string
}

export interface LawLadder {
  date: string
  id: string
  /** Ways that are open, then those that are closed by name. */
  steps: LawReliefStep[]
}

export interface LawLevel {
  /** Of the other unit; null where there is none. */
  alt: unknown
  /** Of the quantity, whole units, never rounded up. */
  qty: unknown
  share: unknown
  /** All stop; else the states are told. */
  stop: boolean
}

export interface LawLine {
  /** The text and the place in it. */
  cite: string
  /** to, from, both or none. */
  direction: string
  /** First day. */
  from: string
  id: string
  issuer: string
  kind: string
  /** Last day of the wind-down, where there is one. */
  last_day: string
  /** What it says, in our words. */
  text: string
  /** Last day; empty while it is open. */
  to: string
  unverified_fields: string[]
  /** true, "partly" or false: how far it was read in an official text. */
  verified: unknown
}

export interface LawLineAfter {
  /** The text and the place in it. */
  cite: string
  /** to, from, both or none. */
  direction: string
  /** First day. */
  from: string
  id: string
  issuer: string
  kind: string
  /** Last day of the wind-down, where there is one. */
  last_day: string
  /** What it says, in our words. */
  text: string
  /** Last day; empty while it is open. */
  to: string
  unverified_fields: string[]
  /** true, "partly" or false: how far it was read in an official text. */
  verified: unknown
  what: string
}

export interface LawMatch {
  /** The text and the place in it. */
  cite: string
  /** First day. */
  from: string
  /** The goods of the measure, in words. They decide, not the code. */
  goods?: string
  /** The code of the measure that matched. */
  hs?: string
  /** Whose reading the code is, where the text has none. */
  hs_source?: string
  id: string
  issuer: string
  kind: string
  /** Last day of the wind-down, where there is one. */
  last_day: string
  /** Only finer codes, or only a part of the code, are meant. */
  part?: boolean
  /** What this measure alone comes to. */
  status: string
  /** What it says, in our words. */
  text: string
  /** Last day; empty while it is open. */
  to: string
  /** What was not. */
  unverified_fields: string[]
  /** true, "partly" or false: how far measure and code were read in an official text. */
  verified: unknown
}

export interface LawMeasure {
  acts?: LawAct[]
  /** The later text that put it into the instrument. */
  added?: LawAdded
  /** Texts of others that repeat it. */
  also_in?: LawAlsoIn[]
  authority?: LawAuthority
  /** Quantities per period that are exempt. */
  caps?: LawCap[]
  /** Facts that decide. A ban with conditions is conditional; a cap holds only if they are met. */
  conditions?: string[]
  /** to: supply to the target; from: procurement from it. */
  direction: string
  /** Who must do what by when. */
  duties?: LawDuty[]
  /** What follows. */
  effects?: string[]
  /** Narrow exemptions that leave the answer as it is. */
  exceptions?: string[]
  /** It goes by use or by list, not by tariff code: every answer in its direction says so. */
  flag?: LawFlag
  /** First day. The day of adoption if not given. */
  from: string
  goods?: LawGoods[]
  /** The goods of another measure. */
  goods_as?: string
  /** The instrument and its paragraph: UNSCR-2397-6. */
  id: string
  kind: string
  /** Documents with lists of goods. */
  list_refs?: string[]
  /** Further facts to ask for. */
  needs?: string[]
  note?: string
  /** The place in the instrument, as it is cited: para. 6. */
  para?: string
  /** Measures that end the day before this one begins. */
  replaces?: string[]
  /** How it is cited, where the instrument's own source is not the place. */
  source?: string
  special?: LawSpecial
  /** What it says, in our words, one sentence. */
  text: string
  /** Last day, where the text itself names one. */
  to: string
  /** What of it was not read in an official text. Needed unless verified is true. */
  unverified_fields?: string[]
  verified: unknown
  /** IMO numbers of ships that it names. */
  vessels?: string[]
  /** Until when goods of older contracts may still land. */
  wind_down?: LawWindDown
}

export interface LawMoney {
  amount: unknown
  /** ISO 4217. */
  currency: string
  verified?: unknown
}

export interface LawProposals {
  /** Best first, by words alone. */
  candidates: LawCandidate[]
  note: string
  words: string
}

export interface LawQuantity {
  qty: unknown
  unit: string
}

export interface LawReliefStep {
  cite: string
  /** What must hold before. */
  holds: string[]
  id: string
  length?: string
  /** The way is open to this measure. */
  open: boolean
  /** suspend, terminate, waive, exempt or notice */
  step: string
  text: string
  unverified_fields: string[]
  verified: unknown
  /** Why it is not. */
  why?: string
}

export interface LawShown {
  /** The cap in the period of the day. */
  cap: LawCapPeriod | null
  cite: string
  /** First day; of an instrument the day of its adoption. */
  from: string
  /** Of the measure, those that it takes from another included. */
  goods: LawGoods[]
  id: string
  instrument: LawInstrument | null
  /** Null when an instrument was asked for. */
  measure: LawMeasure | null
  /** Of the instrument. */
  measures: LawLine[]
  replaced_by: string[]
  text: string
  /** Last day; empty while it is open. */
  to: string
  unverified_fields: string[]
  verified: unknown
}

export interface LawSpecial {
  cites: string[]
  /** The programme's target that it is about, ISO 3166 alpha-2; none for a precedent. */
  country: string
  covers?: string[]
  definition?: string
  final: string
  /** Day or month of the finding. */
  finding?: string
  kind: string
  /** Which of the five special measures. */
  measures: number[]
  not_covers?: string[]
  proposed?: string
  rule?: string
  target: string
  /** First day on which it holds no more. */
  withdrawn: string
}

export interface LawWindDown {
  /** Goods that arrived before this day. */
  arrived_before: string
  /** Written contracts of before this day. */
  contract_before: string
  /** The last day counted from the day of adoption, as the text has it. */
  days?: number
  /** Last day, of acts. */
  last_day: string
  /** Last day on which the goods may land. */
  last_import: string
  months?: number
  /** Last day of the notice about these contracts. */
  notify_by: string
  notify_days?: number
}

export interface LawWithin {
  /** The last day is the fact's day and so many days. */
  days: number
  /** Name of the fact, a date. */
  fact: string
  /** The fact in words. */
  text: string
}

export interface Line {
  entity: string
  holdings?: Held[]
  statements: Source[]
  text: string
}

export interface LineProblem {
  /** Of the query, where it could be read. */
  id?: string
  /** Of the request, the first is 1. */
  line: number
  problem: Problem
}

export interface List {
  batch: number
  dataset: string
  document?: string
  published?: string
  received: string
}

export interface Listing {
  authority?: string
  dataset: string
  listed?: string
  programmes: string[]
  reference?: string
  since?: string
  source_url?: string
  until?: string
}

export interface ListingOf {
  from: string
  list: string
  programmes: string[]
  to: string
}

export interface Loaded {
  /** The newest batch of each dataset. */
  lists: List[]
  /** How many parties can be found. */
  parties: number
}

export interface ManifestAnswers {
  /** One for each line that could be asked about, in the order of the lines. */
  answers: TouchAnswer[]
  /** Lines that could not, and why. */
  set_aside: TouchLineError[]
}

export interface ManifestExtend {
  propose_properties: ManifestService
  propose_settings: ManifestSetting[]
}

export interface ManifestPreview {
  height: number
  url: string
  width: number
}

export interface ManifestService {
  service_path: string
  service_url: string
}

export interface ManifestSetting {
  choices?: ServiceType[]
  default: unknown
  help_text: string
  label: string
  name: string
  type: string
}

export interface ManifestSuggest {
  entity: ManifestService
  property: ManifestService
  type: ManifestService
}

export interface ManifestView {
  url: string
}

export interface ManyRequest {
  /** How to compare: best, or ofac for the way of the search tool of OFAC. */
  algorithm?: 'best' | 'ofac' | null
  /** What was true on that day. Today if not given. */
  as_of?: string | null
  /** Show only parties that changed on this day or later. */
  changed_since?: string | null
  /** Results below this score are not shown. 0.5 if not given. */
  cutoff?: number | null
  /** Search these lists only. default is all of them. */
  datasets?: string[] | null
  /** Search all lists but these. */
  exclude_datasets?: string[] | null
  /** Leave out the parties with these ids. */
  exclude_ids?: string[] | null
  /** Leave out parties of these kinds. */
  exclude_schemata?: string[] | null
  /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). batch:12@2024-05-03, the batch and day that an answer says it searched, asks it again. Now if not given. */
  known_on?: string | null
  /** How many results to show. 10 if not given. */
  limit?: number | null
  /** What to ask. Each is answered in its place. */
  queries: QueryRequest[]
  /** Results with this score or more are a match. 0.7 if not given. */
  threshold?: number | null
  /** Show only parties with one of these topics. */
  topics?: string[] | null
}

export interface MatchAnswer {
  /** The query, its values cleaned. */
  query: MatchEcho
  results: MatchResult[]
  status: number
  /** Matches, also those beyond the limit. */
  total: Total
}

export interface MatchEcho {
  id: string | null
  properties: Record<string, string[]>
  schema: string
}

export interface MatchExplanation {
  candidate: string | null
  detail: string | null
  query: string | null
  score: number
}

export interface MatchOptionsRequest {
  /** cordon (best), ofac, or a name of OpenSanctions that cordon answers for. */
  algorithm?: string | null
  /** Only entities that changed on this day or at this time or later. */
  changed_since?: string | null
  /** Deprecated: results that do not score above this or the threshold, whichever is lower, are left out. 0.7 if not given. */
  cutoff?: number | null
  /** No entities that are in these datasets only. */
  exclude_dataset?: string[] | null
  /** Not the entities with these ids, nor those that they were merged into. */
  exclude_entity_ids?: string[] | null
  /** No entities of these kinds. */
  exclude_schema?: string[] | null
  /** Only entities of these datasets. */
  include_dataset?: string[] | null
  /** How many results to return for each query. 5 if not given. */
  limit?: number | null
  /** Results with this score or more are a match. 0.7 if not given. */
  threshold?: number | null
  /** Only entities with one of these topics. */
  topics?: string[] | null
}

export interface MatchQueryRequest {
  /** Only entities that have one of the values, for each of these fields. */
  filters?: Record<string, string[]> | null
  /** The caller's own id. It is repeated in the answer and means nothing else. */
  id?: string | null
  /** Parameters of this query alone. */
  params?: MatchOptionsRequest | null
  /** What is known of it. */
  properties: Record<string, string | unknown[]>
  /** What kind of entity this is. */
  schema: string
}

export interface MatchRequest {
  /** Parameters of the algorithm. Names are checked; values are not used. */
  config?: Record<string, unknown> | null
  /** The parameters of the query string, for all queries. They go before it. */
  params?: MatchOptionsRequest | null
  /** What to ask, each under a name of the caller's own. At most 100. */
  queries: Record<string, MatchQueryRequest>
  /** What features count instead of their coefficients in /algorithms, for this request. */
  weights?: Record<string, number> | null
}

export interface MatchResponse {
  limit: number
  responses: Record<string, MatchAnswer>
}

export interface MatchResult {
  caption: string
  datasets: string[]
  explanations: Record<string, MatchExplanation>
  first_seen: string | null
  id: string
  last_change: string | null
  last_seen: string | null
  match: boolean
  properties: Record<string, (string | Entity)[]>
  referents: string[]
  schema: string
  score: number
  target: boolean
}

export interface Members {
  canonical: string
  ids: string[]
}

export interface Moment {
  as_of: string
  batch: number
  datasets: string[]
  known_on: string
}

export interface Moved {
  caption: string
  entity: string
  now: string
  schema: string
  was: string
}

export interface MovesAnswer {
  /** Newest first. */
  moves: Turn[]
}

export interface Obligation {
  due: string
  kind: string
  measure: string
  why: string
}

export interface OneRequest {
  /** How to compare: best, or ofac for the way of the search tool of OFAC. */
  algorithm?: 'best' | 'ofac' | null
  /** What was true on that day. Today if not given. */
  as_of?: string | null
  /** Show only parties that changed on this day or later. */
  changed_since?: string | null
  /** Results below this score are not shown. 0.5 if not given. */
  cutoff?: number | null
  /** Search these lists only. default is all of them. */
  datasets?: string[] | null
  /** Search all lists but these. */
  exclude_datasets?: string[] | null
  /** Leave out the parties with these ids. */
  exclude_ids?: string[] | null
  /** Leave out parties of these kinds. */
  exclude_schemata?: string[] | null
  /** The caller's own id of the query. It is repeated in the answer and means nothing else. */
  id?: string | null
  /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). batch:12@2024-05-03, the batch and day that an answer says it searched, asks it again. Now if not given. */
  known_on?: string | null
  /** How many results to show. 10 if not given. */
  limit?: number | null
  /** The names of the party. */
  name?: string | string[] | null
  /** What else is known of the party: FollowTheMoney properties and their values. properties.name is the same as name. */
  properties?: Record<string, string | string[]> | null
  /** What kind of party this is, as FollowTheMoney names it. Without it any kind may match. */
  schema?: string | null
  /** Results with this score or more are a match. 0.7 if not given. */
  threshold?: number | null
  /** Show only parties with one of these topics. */
  topics?: string[] | null
}

export interface Pace {
  programmes: string[]
  undated: number
  years: YearOf[]
}

export interface Pair {
  kind: string
  list: string
  query: string
  score: number
  weight: number
  why: string
}

export interface Party {
  caption: string
  datasets: string[]
  id: string
  schema: string
}

export interface Path {
  measures?: string[]
  steps: Step[]
  strength: number
}

export interface Paths {
  captions: Record<string, string>
  exhausted: boolean
  from: string
  judged?: Judged[]
  looked: number
  max_hops: number
  paths: Path[]
  searched: Basis
  to: string
  truncated: Cut[]
}

export interface Point {
  lat: number
  lon: number
}

export interface Problem {
  /** What kind of problem it is, for programs. */
  code: string
  /** What is wrong with this request. */
  detail?: string
  /** What to do about it. */
  hint?: string
  /** Names this request in the log of the server. */
  request_id: string
  /** The HTTP status. */
  status: number
  /** The code in words. */
  title: string
  /** Always about:blank: the code says what kind of problem it is. */
  type: string
}

export interface Query {
  id?: string
  properties: Record<string, string[]>
  schema?: string
}

export interface QueryRequest {
  /** The caller's own id of the query. It is repeated in the answer and means nothing else. */
  id?: string | null
  /** The names of the party. */
  name?: string | string[] | null
  /** What else is known of the party: FollowTheMoney properties and their values. properties.name is the same as name. */
  properties?: Record<string, string | string[]> | null
  /** What kind of party this is, as FollowTheMoney names it. Without it any kind may match. */
  schema?: string | null
}

export interface ReconcileAnswer {
  result: ReconcileResult[]
}

export interface ReconcileFormRequest {
  /** JSON: {ids, properties: [{id, settings: {limit, render}}]}. */
  extend?: string | null
  /** JSON: {key: {query, type, limit, properties: [{pid, v}]}}. At most 100. */
  queries?: string | null
}

export interface ReconcileManifest {
  batchSize: number
  defaultTypes: ServiceType[]
  documentation: string
  extend: ManifestExtend
  identifierSpace: string
  name: string
  preview: ManifestPreview
  schemaSpace: string
  suggest: ManifestSuggest
  versions: string[]
  view: ManifestView
}

export interface ReconcileResult {
  description: string
  id: string
  match: boolean
  name: string
  score: number
  type: ServiceType[]
}

export interface Result {
  caption: string
  datasets: string[]
  evidence: Evidence
  explanations: Record<string, Explanation>
  first_seen?: string
  id: string
  last_change?: string
  last_seen?: string
  listings: Listing[]
  match: boolean
  ofac_score?: number
  properties: Record<string, string[]>
  referents?: string[]
  schema: string
  score: number
}

export interface Row {
  cells: string[]
  source: string
}

export interface RowProblem {
  file: string
  line: number
  raw?: string
  why: string
}

export interface SeaAhead {
  hours: number
  km: number
  name: string
  when: string
  zone: string
}

export interface SeaBand {
  high: number
  low: number
  mid: number
}

export interface SeaCandidate {
  at: Point
  basis: number
  basis_why: string
  cargo: number
  cargo_why: string
  closes?: SeaClose
  coast?: string
  course: number
  events: string[]
  intercepts: SeaIntercept[]
  knots: number
  next: SeaAhead[]
  party: SeaParty
  rank: number
  reach: number
  seen: string
  strength: number
  vessel: string
  waters?: string
}

export interface SeaClaim {
  first: string
  last: string
  n: number
  prop: string
  value: string
}

export interface SeaClose {
  at: Point
  hours: number
  when: string
  why: string
}

export interface SeaDeliveries {
  /** Of all together. */
  barrels: SeaBand
  /** By day. Estimates: nobody measured the cargo. */
  deliveries: SeaDelivery[]
}

export interface SeaDelivery {
  barrels: SeaBand
  basis: string
  capacity_t: SeaBand
  day: string
  draught?: string
  events: string[]
  from?: string
  id: string
  inferred?: boolean
  name: string
  tonnes: SeaBand
  vessel: string
}

export interface SeaEvent {
  alert: boolean
  area?: Point[]
  end: string
  exposure?: string
  facts?: Record<string, number>
  id: string
  inferred?: boolean
  innocent: SeaInnocent[]
  kind: string
  lat: number
  log_odds: number
  lon: number
  measures?: string[]
  notes?: string[]
  open?: boolean
  parties: SeaParty[]
  paths?: Path[]
  place?: string
  reasons: SeaReason[]
  start: string
  strength: number
  sub?: string
  vessels: string[]
  zone?: string
}

export interface SeaEvents {
  /** When they were worked out last. Absent before any position was loaded. */
  analysed?: string
  /** By start, then id. */
  events: SeaEvent[]
  /** Number of that run. */
  run: number
  /** How many there are, shown or not. */
  total: number
}

export interface SeaFeed {
  /** How often it was connected. */
  connects: number
  /** Why it was closed last. */
  error?: string
  /** When the last line came. */
  heard?: string
  /** Lines since the start. */
  lines: number
  /** Messages that could not be put on the disk. */
  lost: number
  /** Positions and reports that are on the disk. */
  messages: number
  /** Its address: tcp://host:port of a server that is asked, udp://host:port that is listened on. */
  name: string
  /** Lines of which something was set aside. */
  refused: number
  /** When it got into that state. */
  since: string
  /** stalled: connected, but nothing has come for long. */
  state: 'connecting' | 'open' | 'stalled' | 'closed'
}

export interface SeaFeeds {
  /** In the order in which they were begun. */
  feeds: SeaFeed[]
}

export interface SeaInnocent {
  cleared_by: string
  text: string
}

export interface SeaIntercept {
  at: Point
  base: string
  hours: number
  kind?: string
  km: number
  knots: number
  name: string
  round?: boolean
}

export interface SeaLastFix {
  cog?: number
  heading?: number
  lat: number
  lon: number
  sog?: number
  time: string
}

export interface SeaParty {
  flag?: string
  id: string
  imo?: number
  kind?: string
  listed?: string
  mmsi?: number
  name: string
}

export interface SeaRanks {
  /** Best first. */
  candidates: SeaCandidate[]
  now: string
  /** How many there are, shown or not. */
  total: number
  window_h: number
}

export interface SeaReason {
  item: string
  source?: string
  text: string
  weight: number
}

export interface SeaTaken {
  /** Positions that are on the disk now. */
  positions: number
  /** What, and why; the first. */
  problems: RowProblem[]
  /** Lines of which something was set aside. */
  refused: number
  /** Reports of what ships say of themselves, likewise. */
  statics: number
}

export interface SeaTrack {
  /** Indices where a new stretch begins: nothing is known between it and the one before. */
  breaks: number[]
  /** Degrees; -1 unknown. */
  cog: number[]
  /** Country of the MMSI. */
  flag?: string
  id: string
  imo?: number
  kind?: string
  /** 1/100000 degree; the first, then differences. */
  lat: number[]
  /** Metres. */
  length?: number
  /** 1/100000 degree; the first, then differences. */
  lon: number[]
  mmsi?: number
  name: string
  /** 1/10 kn; -1 unknown. */
  sog: number[]
  /** Seconds since 1970; the first, then differences. */
  t: number[]
}

export interface SeaTracks {
  /** How many there are. */
  of: number
  /** How many positions are shown. */
  positions: number
  /** Seconds between two positions of a vessel at least, where some were left out for their number; 0 where none was. The ends of stretches are never left out. */
  thinned_s: number
  /** By id. */
  vessels: SeaTrack[]
}

export interface SeaVessel {
  at?: SeaLastFix
  beam?: number
  callsign?: string
  claims: SeaClaim[]
  first: string
  fixes: number
  flag?: string
  id: string
  imo?: number
  kind?: string
  last: string
  length?: number
  mmsi?: number
  mmsis: number[]
  name: string
  segments: number
}

export interface SeaVesselAnswer {
  at?: SeaLastFix
  beam?: number
  callsign?: string
  claims: SeaClaim[]
  /** Of this vessel, by start; also what is no alert. */
  events: SeaEvent[]
  first: string
  fixes: number
  flag?: string
  id: string
  imo?: number
  kind?: string
  last: string
  length?: number
  mmsi?: number
  mmsis: number[]
  name: string
  segments: number
}

export interface SeaVessels {
  /** How many there are, shown or not. */
  total: number
  /** By id; claims are left out. */
  vessels: SeaVessel[]
}

export interface SeaVesselsAnswer {
  /** One for an id; several may have used one number. */
  vessels: SeaVesselAnswer[]
}

export interface SeaZone {
  country?: string
  id: string
  kind: string
  name: string
  /** Its outline; empty of what is told by the distance from a coast. */
  ring: Point[]
  source?: string
  /** Of its position: true, partly or false. */
  verified: string
}

export interface SeaZones {
  zones: SeaZone[]
}

export interface SearchResponse {
  facets: Record<string, Facet>
  limit: number
  offset: number
  results: Entity[]
  total: Total
}

export interface Searched {
  as_of: string
  batch: number
  datasets: string[]
  known_on: string
  lists: List[]
  parties: number
}

export interface Section {
  head: string
  key: string
  list?: Sentence[]
  /** What of it stands in the annex alone. */
  more?: string
  table?: Table
  text?: Sentence[]
}

export interface Sentence {
  /** What the sentence rests on. */
  source: string
  text: string
}

export interface SenzingRecord {
  DATA_SOURCE: string
  FEATURES: Record<string, string>[]
  MATCH_SCORE: number
  RECORD_ID: string
  RECORD_TYPE: string
}

export interface ServiceEntity {
  description: string
  id: string
  name: string
  type: ServiceType[]
}

export interface ServiceType {
  description?: string
  id: string
  name: string
}

export interface SetAside {
  file: string
  line: number
  why: string
}

export interface Source {
  entity: string
  record?: string
  source: string
  statement: string
  text?: string
}

export interface Span {
  from: string
  regime: string
  status: string
  to: string
}

export interface Standing {
  as_of: string
  caption: string
  cautions?: string[]
  circular: boolean
  cite: Cite[]
  class: string
  entity: string
  flags?: string[]
  ground?: string
  high: unknown
  history?: Span[]
  in_force: boolean
  look_through?: string
  look_through_high: number
  look_through_low: number
  low: unknown
  missing?: string[]
  proof: Line[]
  regime: string
  residue?: Span[]
  rules: string
  schema: string
  status: string
  summary: string
  undisclosed: unknown
}

export interface State {
  /** ok */
  status: string
}

export interface Stated {
  batch: number
  dataset: string
  from: string
  known_from: string
  known_to: string
  prop: string
  to: string
  until: number
  value: string
}

export interface Step {
  entity?: string
  from: string
  from_date: string
  relation: string
  source: string
  statement: string
  strength: number
  to: string
  to_date: string
}

export interface SuggestEntities {
  code: string
  prefix: string
  result: ServiceEntity[]
  status: string
}

export interface SuggestTypes {
  code: string
  prefix: string
  result: ServiceType[]
  status: string
}

export interface Table {
  head: string[]
  rows: Row[]
}

export interface Total {
  /** Always eq: everything is counted. */
  relation: string
  value: number
}

export interface TouchAnswer {
  alert: boolean
  bearers: TouchBearer[]
  carrier?: string
  disclaimer: string
  exposure: string
  findings: Finding[]
  measures: TouchMeasure[]
  missing: string[]
  notes: string[]
  obligations: TouchObligation[]
  paths: TouchPath[]
  searched: TouchSearched
  strength: number
  subject: TouchSubject
  summary: string
  unjudged: TouchUnjudged[]
}

export interface TouchBearer {
  caption: string
  datasets: string[]
  id: string
  schema: string
  score: number
  sure: boolean
  why: string
}

export interface TouchConsignmentRequest {
  date: string
  description?: string | null
  direction: string
  hs?: string | null
  line: number
  vessel?: string | null
}

export interface TouchLineError {
  line: number
  why: string
}

export interface TouchMeasure {
  cite: string
  id: string
  text: string
  verified: string
}

export interface TouchObligation {
  due: string
  kind: string
  measure: string
  verified: string
  who: string
  why: string
}

export interface TouchPath {
  measures?: string[]
  sentence: string
  steps: Step[]
  strength: number
}

export interface TouchSearched {
  as_of: string
  batch: number
  cut?: string[]
  datasets: string[]
  depth: number
  entities: number
  failed?: string[]
  judgement: number
  known_on: string
  parties: number
  sources: string[]
  ties: number
}

export interface TouchSubject {
  kind: string
  properties?: Record<string, string[]>
  schema?: string
  text: string
  value: string
}

export interface TouchUnjudged {
  a: string
  b: string
  command: string
  differ: string[]
  left: string
  same: string[]
  score: number
}

export interface Turn {
  as_of: string
  at: string
  batch: number
  caption: string
  entity: string
  id: number
  judgement: number
  now: string
  regime: string
  was: string
  why: string
}

export interface UndoRequest {
  /** The id of one entity. */
  a?: string | null
  /** The id of the other. */
  b?: string | null
  /** Why. */
  reason?: string | null
  /** Who takes it back. */
  user?: string | null
}

export interface WatchmanAddress {
  city: string
  country: string
  line1: string
  line2: string
  postalCode: string
  state: string
}

export interface WatchmanAffiliate {
  entityName: string
  type: string
}

export interface WatchmanAircraft {
  altNames: string[] | null
  built: string | null
  flag: string
  icaoCode: string
  model: string
  name: string
  serialNumber: string
  type: string
}

export interface WatchmanCompany {
  altNames: string[] | null
  created: string | null
  dissolved: string | null
  governmentIDs: WatchmanGov[] | null
  name: string
}

export interface WatchmanContact {
  emailAddresses: string[] | null
  faxNumbers: string[] | null
  phoneNumbers: string[] | null
  websites: string[] | null
}

export interface WatchmanCrypto {
  address: string
  currency: string
}

export interface WatchmanEntity {
  addresses: WatchmanAddress[] | null
  affiliations: WatchmanAffiliate[] | null
  aircraft: WatchmanAircraft | null
  business: WatchmanCompany | null
  contact: WatchmanContact
  cryptoAddresses: WatchmanCrypto[] | null
  /** Why it scores so: base64 of JSON. */
  debug?: string
  entityType: string
  historicalInfo: WatchmanHistory[] | null
  /** The score, on our scale. */
  match?: number
  name: string
  organization: WatchmanCompany | null
  person: WatchmanPerson | null
  sanctionsInfo: WatchmanSanctions | null
  /** The entity as we have it. */
  sourceData: Entity | null
  sourceID: string
  sourceList: string
  vessel: WatchmanVessel | null
}

export interface WatchmanError {
  /** What is wrong. */
  error: string
}

export interface WatchmanGov {
  country: string
  identifier: string
  name: string
  type: string
}

export interface WatchmanHistory {
  type: string
  value: string
}

export interface WatchmanLists {
  /** When the newest was. */
  endedAt: string
  /** SHA-256 of the document of each list, hex. */
  listHashes: Record<string, string>
  /** How many entities of each list can be found. */
  lists: Record<string, number>
  /** When the oldest of the lists was received. */
  startedAt: string
  version: string
}

export interface WatchmanPerson {
  altNames: string[] | null
  birthDate: string | null
  deathDate: string | null
  gender: string
  governmentIDs: WatchmanGov[] | null
  name: string
  placeOfBirth: string
  titles: string[] | null
}

export interface WatchmanResponse {
  entities: WatchmanEntity[]
  query: WatchmanEntity
}

export interface WatchmanSanctions {
  description: string
  programs: string[]
  secondary: boolean
}

export interface WatchmanVessel {
  altNames: string[] | null
  built: string | null
  callSign: string
  flag: string
  grossRegisteredTonnage: number
  imoNumber: string
  mmsi: string
  model: string
  name: string
  owner: string
  tonnage: number
  type: string
}

export interface WhatIf {
  blocked: Moved[]
  delist: string[]
  freed: Moved[]
  list: string[]
  possible: Moved[]
  regime: string
  rules: string
  searched: Basis
}

export interface YearOf {
  count: number
  programme: string
  year: number
}

export interface YenteError {
  /** What is wrong: a text, or a list of {loc, msg, type}. */
  detail: unknown
}

/** What each GET takes in its query string, and what it answers. */
export interface Get {
  '/api/events': {
    query: Record<string, never>
    answer: unknown
  }
  '/api/v1/batches': {
    query: {
      /** Only of these datasets. */
      source?: string[]
      /** How many batches at most. 50 if not given. */
      limit?: number
    }
    answer: BatchStates
  }
  '/api/v1/batches/{batch}/changes': {
    query: {
      /** Only those that the batch added, changed or removed. */
      kind?: 'added' | 'changed' | 'removed'
      /** Only ids after this one: the last of the page before. */
      after?: string
      /** How many entities at most. 100 if not given. */
      limit?: number
    }
    answer: Came
  }
  '/api/v1/designations': {
    query: {
      /** Only of these datasets. */
      source?: string[]
      /** Only under this programme of the lists: DPRK3, NPWMD. */
      programme?: string
    }
    answer: Pace
  }
  '/api/v1/entity': {
    query: {
      /** Of the entity. */
      id?: string
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Dossier
  }
  '/api/v1/examples': {
    query: Record<string, never>
    answer: Examples
  }
  '/api/v1/graph/cascade': {
    query: {
      /** The rule to apply: ofac, eu, uk, un, or another name or id of the programme. ofac if not given. */
      regime?: string
      /** The status of these entities, with its past. Without it everyone who is blocked, possibly blocked, circular or controlled and not listed. */
      id?: string[]
      /** true: also everyone in whom a blocked person has a stake. */
      all?: 'true' | 'false'
      /** How many entities at most. */
      limit?: number
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Standing[]
  }
  '/api/v1/graph/moves': {
    query: {
      /** Only under this rule: ofac, bis, eu, uk, un. */
      regime?: string
      /** Only of this entity. */
      entity?: string
      /** Only moves before the one of this id: the last of the page before. */
      before?: number
      /** How many moves at most. 100 if not given. */
      limit?: number
    }
    answer: MovesAnswer
  }
  '/api/v1/graph/owned': {
    query: {
      /** The id of the entity. */
      id?: string
      /** How many steps to follow. 1 if not given. */
      depth?: number
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Holdings
  }
  '/api/v1/graph/owners': {
    query: {
      /** The id of the entity. */
      id?: string
      /** How many steps to follow. 1 if not given. */
      depth?: number
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Holdings
  }
  '/api/v1/graph/path': {
    query: {
      /** The id of one entity. */
      from?: string
      /** The id of the other. Without it the nearest listed parties. */
      to?: string
      /** How many paths at most. 5 if not given. */
      limit?: number
      /** How many steps a path has at most. 6 if not given. */
      max_hops?: number
      /** How many ties of one entity are followed, the largest first. 1000 if not given. */
      hub_cap?: number
      /** How many ties are looked at altogether. 500000 if not given. */
      budget?: number
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Paths
  }
  '/api/v1/graph/resolve': {
    query: {
      /** How many pairs at most. 50 if not given. */
      limit?: number
      /** The least probability. 0.5 if not given. */
      min?: number
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Candidates
  }
  '/api/v1/graph/whatif': {
    query: {
      /** The rule to apply. ofac if not given. */
      regime?: string
      /** Put these entities on its lists. */
      list?: string[]
      /** Take these entities off its lists. */
      delist?: string[]
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: WhatIf
  }
  '/api/v1/law/acts': {
    query: Record<string, never>
    answer: LawAbout
  }
  '/api/v1/law/acts/{activity}': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** As it was known on that day. Now if not given. */
      known?: string
      /** Who issued the measures. The activity's own issuer if not given. */
      issuer?: string
      /** Facts that decide, each NAME=VALUE; may be repeated. The answer names those that it needs. */
      fact?: string | string[]
    }
    answer: LawActAnswer
  }
  '/api/v1/law/authority': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** As it was known on that day. Now if not given. */
      known?: string
      /** Kinds of conduct of the programme. */
      conduct?: string[]
    }
    answer: LawHeads
  }
  '/api/v1/law/cases': {
    query: Record<string, never>
    answer: LawCaseList
  }
  '/api/v1/law/cases/{case}': {
    query: Record<string, never>
    answer: LawCaseShown
  }
  '/api/v1/law/clocks': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** As it was known on that day. Now if not given. */
      known?: string
      /** Only of this issuer: UN, EU, CN, US. */
      issuer?: string
      /** Only those of an instrument, a measure or a clock, by its id. */
      of?: string
      /** The day of the event that starts clocks. */
      event?: string
    }
    answer: LawCalendar
  }
  '/api/v1/law/codes': {
    query: {
      /** The goods in words. */
      words?: string
      /** How many codes to show. 10 if not given. */
      limit?: number
    }
    answer: LawProposals
  }
  '/api/v1/law/diff': {
    query: {
      /** The first day. */
      from?: string
      /** The second day. */
      to?: string
      /** As it was known on that day. Now if not given. */
      known?: string
      /** Only of this issuer: UN, EU, CN, US. */
      issuer?: string
    }
    answer: LawComparison
  }
  '/api/v1/law/goods': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** As it was known on that day. Now if not given. */
      known?: string
      /** A code of the Harmonized System: 2, 4 or 6 digits, or 8 or 10 of a national tariff. */
      hs?: string
      /** Seen from the programme's target: from (import clearance elsewhere) or to (supply to it). */
      direction?: 'from' | 'to'
      /** Who issued the measures: UN, EU, CN, US. The programme's first if not given; stricter ones are named beside the answer. */
      issuer?: string
    }
    answer: LawGoodsAnswer
  }
  '/api/v1/law/measures': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** As it was known on that day. Now if not given. */
      known?: string
      /** Only of this issuer: UN, EU, CN, US. */
      issuer?: string
    }
    answer: LawInForce
  }
  '/api/v1/law/relief/{measure}': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
    }
    answer: LawLadder
  }
  '/api/v1/law/show/{measure}': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** As it was known on that day. Now if not given. */
      known?: string
    }
    answer: LawShown
  }
  '/api/v1/law/special': {
    query: {
      /** The day that is asked about. Today if not given. */
      date?: string
      /** Only of this kind of target. */
      kind?: 'jurisdiction' | 'institution' | 'class' | 'account'
      /** Also those that are not about the programme's target: precedents. */
      all?: 'true' | 'false'
    }
    answer: LawActions
  }
  '/api/v1/lists': {
    query: Record<string, never>
    answer: Loaded
  }
  '/api/v1/screen': {
    query: {
      /** The caller's own id of the query. It is repeated in the answer and means nothing else. */
      id?: string
      /** What kind of party this is, as FollowTheMoney names it. Without it any kind may match. */
      schema?: string
      /** The names of the party. */
      name?: string | string[]
      /** Results with this score or more are a match. 0.7 if not given. */
      threshold?: number
      /** Results below this score are not shown. 0.5 if not given. */
      cutoff?: number
      /** How many results to show. 10 if not given. */
      limit?: number
      /** How to compare: best, or ofac for the way of the search tool of OFAC. */
      algorithm?: 'best' | 'ofac'
      /** Search these lists only. default is all of them. */
      datasets?: string[]
      /** Search all lists but these. */
      exclude_datasets?: string[]
      /** Leave out the parties with these ids. */
      exclude_ids?: string[]
      /** Leave out parties of these kinds. */
      exclude_schemata?: string[]
      /** Show only parties with one of these topics. */
      topics?: string[]
      /** Show only parties that changed on this day or later. */
      changed_since?: string
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). batch:12@2024-05-03, the batch and day that an answer says it searched, asks it again. Now if not given. */
      known_on?: string
    }
    answer: Answer
  }
  '/api/v1/sea/briefs/{id}': {
    query: {
      /** json if not given. */
      format?: 'json' | 'html' | 'pdf'
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: Doc
  }
  '/api/v1/sea/deliveries': {
    query: Record<string, never>
    answer: SeaDeliveries
  }
  '/api/v1/sea/events': {
    query: {
      /** The event of this id, alert or not. */
      id?: string
      /** Only of the vessel with this id, from the sea or from a list, or with this number (imo:9074729, mmsi:412000001). */
      vessel?: string
      /** Only of these kinds: encounter, gap, loitering, port, spoof, identity, dark-rendezvous. */
      kind?: string[]
      /** Only what lasted to this day or time (RFC 3339), or beyond. */
      from?: string
      /** Only what began before this day or time. */
      to?: string
      /** true: also what is no alert. */
      all?: 'true' | 'false'
      /** How many events at most. 1000 if not given. */
      limit?: number
      /** As concluded with what was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: SeaEvents
  }
  '/api/v1/sea/feeds': {
    query: Record<string, never>
    answer: SeaFeeds
  }
  '/api/v1/sea/ranks': {
    query: {
      /** Day or time (RFC 3339) from which patrols set out; nothing that was heard later counts. Now if not given. */
      at?: string
      /** Hours within which a patrol must be there. 72 if not given. */
      window?: number
      /** How many ships at most. 50 if not given. */
      limit?: number
    }
    answer: SeaRanks
  }
  '/api/v1/sea/tracks': {
    query: {
      /** From this day or time (RFC 3339) on. */
      from?: string
      /** Before this day or time. */
      to?: string
      /** south,west,north,east in degrees; west may be more than east across the 180th meridian. */
      box?: string
      /** Only of these ids. */
      vessels?: string[]
      /** How many positions at most, all vessels together. 100000 if not given. */
      limit?: number
    }
    answer: SeaTracks
  }
  '/api/v1/sea/vessels': {
    query: {
      /** Part of the name, the beginning of a number or call sign, or an id. */
      q?: string
      /** Only of this kind: tanker, cargo, passenger, fishing, tug, pilot, service, other. */
      kind?: string
      /** Only with a number of this country, ISO 3166 alpha-2. */
      flag?: string
      /** Only ids after this one: the last of the page before. */
      after?: string
      /** How many vessels at most. 100 if not given. */
      limit?: number
    }
    answer: SeaVessels
  }
  '/api/v1/sea/vessels/{id}': {
    query: Record<string, never>
    answer: SeaVesselsAnswer
  }
  '/api/v1/sea/zones': {
    query: Record<string, never>
    answer: SeaZones
  }
  '/api/v1/touch': {
    query: {
      /** A name, or a number with its kind: imo:…, mmsi:…, callsign:…, lei:…, bic:…, iban:…, wallet:…, or entity: and an id. */
      subject?: string
      /** How many steps a path has at most. 4 if not given. */
      depth?: number
      /** What was true on that day. Today if not given. */
      as_of?: string
      /** What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given. */
      known_on?: string
    }
    answer: TouchAnswer
  }
}
