// Questions that an installation answers from what is built in.
import { link } from './router.svelte'

export interface Offer {
  title: string
  says: string
  href: string
}

const touch = (subject: string, as_of = '') => link('touch', { subject, as_of })

export const offers: Offer[] = [
  { title: 'Liaoning Darong Technology', says: 'A company that is on no list. Who sits on its board?', href: touch('Liaoning Darong Technology') },
  { title: '조선광선은행', says: 'A bank, by its Korean name.', href: touch('조선광선은행') },
  { title: 'IMO 8905490 in April 2018', says: 'A coal carrier under another flag: three ties to a listed party.', href: touch('imo:8905490', '2018-04-02') },
  { title: 'Wallet 0x4766…86E2', says: 'An address that took the proceeds of a theft.', href: touch('wallet:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2') },
  { title: 'Bank of Dandong in June 2016', says: 'Owned in part by a company that was listed later. And today?', href: touch('Bank of Dandong', '2016-06-30') },
  { title: 'BIC FTBDKPPY', says: 'A bank, by the code in a payment.', href: touch('bic:FTBDKPPY') },
  { title: 'Ma Xiao Hong, born 1971', says: 'Screen a person: which parts of the name agree, and what speaks against it.', href: link('screen', { name: 'Ma Xiao Hong', birth: '1971-12-14', country: 'cn' }) },
  { title: 'Coal on 20 August 2017', says: 'What the law said of it that day, by paragraph.', href: link('law', { tab: 'goods', hs: '2701', direction: 'from', date: '2017-08-20' }) },
]

/** A manifest to try, as somebody would drop it. */
export const manifest = { name: 'example-manifest.csv', text: 'hs,description,direction,date\n2701,anthracite coal,from,2018-03-01\n0306,frozen crab,from,2018-03-01\n8429,excavators,to,2018-06-01\n1006,rice,to,2018-06-01\n,frozen fish,from,2018-03-01\n' }

/** A list of customers to try, as somebody would drop it. */
export const list = { name: 'example-customers.csv', text: 'id,name,birth date,country\n1,Ma Xiaohong,1971-12-15,cn\n2,Dandong Hongxiang Industrial Development,,cn\n3,Bertil Holm,1975-05-05,se\n4,Foreign Trade Bank,,kp\n5,Chiara Grau,1962-01-19,ch\n' }
