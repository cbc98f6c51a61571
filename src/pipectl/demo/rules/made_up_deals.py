"""The demo's deals, won, lost and open: the text that `scenario` reads."""

WON = """
# Harbor Roasters ordering | 9k | Harbor Roasters | Nadia Osei | referral | close -150 | tags food
-181 added > Call +2
-179 done: Orders come by phone and get lost > Send discovery questions +2
-176 done: Three pages of answers the same day
-174 Discovery: Lost orders cost them two wholesale customers > Ask who else decides +3
-171 done: Nadia and the roast master
-166 Meeting: Both set aside a morning and sent their order slips > Hold meeting +2
-164 done: Wrote down what a solution must do
-161 Proposal: They asked for an offer by the end of the week > Send proposal +1
  / factor stakeholders identified
-160 done: Two pages, one price > Call +3
-155 Negotiation: They told us it is us; only the start is open > Confirm the signing date +3
  / factor written proposal sent
-152 won: best fit

# Tall Pines stock count | 14k | Tall Pines Lumber | Gus Halloran | conference | close -130
  | tags manufacturing
-176 added > Send introduction e-mail +1
-175 done > Call +3
-171 done: He counts 4,000 boards by hand every month
-166 Discovery: The yearly count closes the yard for three days > Send discovery questions +2
-163 done: The bookkeeper signs
-155 Meeting: Yard boss and bookkeeper walk the yard with us > Hold meeting +4
-151 done
-142 Proposal: The bookkeeper asked for a price for both yards > Send proposal +2
  / factor stakeholders identified
-140 done > Walk the buyer through the proposal +4
-136 done: Fine, but the scanners are dear
-133 Negotiation: Gus said yes, the scanners are being haggled over > Send revised proposal +2
  / factor budget approved
-131 done: Scanners rented, not sold
-128 won: best fit

# Kestrel dispatch board | 22k | Kestrel Logistics | Imani Brandt | outbound | close -115
  | tags logistics
-160 added > Send introduction e-mail +1
-159 done > Call +3
-155 done: They dispatch from a whiteboard
-149 Discovery: Two double bookings a week cost them about 900 > Call +4
-145 done: Operations and IT decide together
-137 Meeting: Operations opened the dispatch log to us > Hold meeting +3
-134 done
-122 Proposal: The IT lead asked for an offer with hosting > Send proposal +3
  / factor stakeholders identified
-119 done > Call +4
-116 pushed to -100: Their managing director is away for two weeks
-112 Negotiation: The managing director prefers us to two others > Hold negotiation meeting +3
  / factor written proposal sent
-108 done: Payment in two parts
-104 won: proven results / renews 12m

# Marlowe Books web shop | 6500 | Marlowe Books | Theo Marlowe | website | close -92 | tags retail
-124 added > Call +1
-122 done: His lease ends and he wants to go on selling
-119 Discovery: Without a shop of its own the business ends with the lease
  > Send discovery questions +2
-116 done
-110 Meeting: He showed us his till data on screen > Hold meeting +2
-107 done: Click and collect is all he needs
-101 Proposal: He asked for a fixed price > Send proposal +1
-100 done > Call +5
-94 done: A template shop is half the price, but he fears the set-up
-88 won at 6k: price and terms

# Pinecrest booking | 18k | Pinecrest Dental | Dr. Lena Fischer | referral | close -80 | tags health
-128 added > Call +2
-126 done: Two receptionists do nothing but answer the phone > Send discovery questions +3
-122 done
-120 Discovery: They lose about 40 calls a week, and counted them > Call +5
-115 done: Her partner has to agree
-107 Meeting: Both partners gave us an evening > Hold meeting +2
-105 done
-95 Proposal: They want an offer for all three practices > Send proposal +3
  / factor stakeholders identified
-92 done > Send a customer reference +4
-88 done: They called Nadia at Harbor Roasters
-81 Negotiation: Both said yes, only data protection is open > Send list of open points +2
  / factor budget approved
-79 done
-73 won: recommended to them

# Copperline price lists | 12k | Copperline Tools | Marek Dvorak | website | close -60
  | tags manufacturing
-104 added > Call +2
-102 done: Prices are typed into four systems > Send discovery questions +2
-100 done
-95 Discovery: A wrong price list cost them a large order > Ask who else decides +4
-91 done: Sales and purchasing
-84 Meeting: Sales and purchasing came, with their lists > Hold meeting +2
-82 done
-74 Proposal: Purchasing asked for an offer and named the budget > Send proposal +3
  / factor budget approved
-71 done > Walk the buyer through the proposal +3
-68 done: They want training included
-63 Negotiation: Marek wants us, training is being settled > Send revised proposal +1
  / factor written proposal sent
-62 done
-57 won: best fit

# Silverbrook night audit | 24k | Silverbrook Hotels | Camille Ortiz | conference | close -45
  | tags hospitality
-101 added > Send introduction e-mail +1
-100 done > Call +4
-95 done: The night audit takes four hours in each house
-89 Discovery: Night clerks quit over it, and the board asked why > Call +4
-85 done > Book a meeting with the decision maker +5
-75 Meeting: The finance head joined and brought last year's figures > Hold meeting +3
-72 done
-60 Proposal: The finance head asked for an offer for six houses > Send proposal +3
  / factor stakeholders identified
-57 done > Walk the buyer through the proposal +5
-52 done: Approved in their budget round
-49 Negotiation: We are their choice; start and support are open > Hold negotiation meeting +4
  / factor budget approved
-45 done: Starts with two houses
-40 won: proven results

# Bluebird Bakery routes | 8k | Bluebird Bakery | Jonas Adeyemi | referral | close -30 | tags food
-66 added > Call +1
-65 done: Drivers plan their own tours > Send discovery questions +2
-63 done
-60 Discovery: Late bread loses them cafés > Call +4
-56 done
-51 Meeting: He let us ride along for a night > Hold meeting +1
-50 done: Two routes are enough to begin with
-43 Proposal: He asked for a price per route > Send proposal +2 / factor stakeholders identified
-41 done > Call +4
-37 done
-33 Negotiation: He wants it, and is asking for a later first payment > Send contract +2
  / factor written proposal sent
-31 done
-27 won: recommended to them

# Fernhill reporting | 16k | Fernhill Clinics | Priya Raman | referral | close -10
  | tags health
-64 added > Call +2
-62 done: Month-end reports take a week > Send discovery questions +2
-60 done
-55 Discovery: The auditors gave them a deadline > Call +4
-51 done: Finance and the chief physician decide
-44 Meeting: Finance opened their reports to us > Hold meeting +3
-41 done
-31 Proposal: The chief physician asked for an offer > Send proposal +3
  / factor stakeholders identified
-28 done > Walk the buyer through the proposal +4
-24 done: The board approved it
-19 Negotiation: The board said yes, the contract is with their lawyer > Send contract +2
  / factor budget approved
-17 done > Confirm the signing date +4
-12 won: proven results > Hold kick-off workshop +16

# Juniper Print quotes | 4500 | Juniper Print | Ewan Reid | website | close 4 | tags retail
-35 added > Call +1
-34 done: A quote takes him a day > Send discovery questions +3
-31 done
-29 Discovery: He loses jobs to faster printers > Call +4
-25 done: He decides alone
-18 Proposal: He asked for a price after a call, no meeting needed > Send proposal +2
-16 done > Call +4
-12 done: Likes it, asks for a monthly price
-6 Negotiation: He wants it, monthly or at once is the question > Send revised proposal +2
  / factor written proposal sent
-4 done
0 won: fastest to deliver
"""

LOST = """
# Lakeside Schools timetable | 20k | Lakeside Schools | Ruth Abara | website | close -110
-178 added > Call +2
-176 done: Timetables are made on paper > Send discovery questions +3
-169 Discovery: Substitutions go wrong every week > Call +4
-164 done: All hangs on next year's money
-150 lost: no budget / note Next year's budget was cut by a third. Ruth would have liked to.

# Quarry Stone invoicing | 7k | Quarry Stone Works | Al Pereira | outbound | close -100
-165 added > Send introduction e-mail +1
-164 done > Call +4
-160 done: Voice mail > Call +6
-153 done: Voice mail again
-139 lost: stopped answering

# Redwood Mutual archive | 45k | Redwood Mutual | Hanna Lindqvist | conference | close -105
  | tags finance
-172 added > Send introduction e-mail +1
-171 done > Call +3
-163 Discovery: The auditors object to the paper archive > Send discovery questions +3
-149 Meeting: Four departments sent somebody > Hold meeting +4
-145 done
-131 Proposal: They asked three suppliers for an offer by a date > Send proposal +4
  / factor stakeholders identified
-127 done > Call +5
-118 lost: lost to competitor / competitor Paperlane
  / note Paperlane had a reference in insurance, we had none. Ask for one at Granite.

# Oakfield Farms scales | 11k | Oakfield Farms | Bea Thornton | referral | close -95 | tags food
-149 added > Call +2
-147 done: Weighs the harvest twice
-140 Discovery: Weighing twice costs a day a week > Call +5
-135 done
-127 Meeting: She showed us the scales and the sheets > Hold meeting +3
-124 done: After the harvest, not before
-109 lost: bad timing / revisit -2 / note Wants it, but not during the harvest. Call again after.

# Beacon Lighting catalog | 5k | Beacon Lighting | Sid Romero | website | close -80
-112 added > Call +1
-111 done: Asked for a brochure > Send follow-up e-mail +3
-107 Discovery unsure: He says the catalog is old, but nothing hurts > Call +5
-102 done: They are fine with it as it is
-96 lost: no need

# Meridian Movers app | 28k | Meridian Movers | Olga Petrenko | outbound | close -75
  | tags logistics
-133 added > Send introduction e-mail +1
-131 done > Call +4
-124 Discovery: Damage claims without photos cost 30k a year > Send discovery questions +3
-112 Meeting: Claims and operations met us > Hold meeting +3
-109 done
-98 Proposal: Olga asked for an offer before her boss had met us > Send proposal +4
-94 done > Call +6
-88 done: Her boss expected half
-82 lost: price too high / note We never met the decision maker before we sent a price.

# Granite claims desk | 36k | Granite Insurance | Paul Achterberg | conference | close -80
  | tags finance
-138 added > Call +3
-135 done: Claims wait a week for a first answer
-129 Discovery: The regulator gave them a deadline > Send discovery questions +3
-115 Meeting: Claims and compliance set two workshops > Hold meeting +5
-110 done
-99 Proposal: Compliance asked for an offer and a security paper > Send proposal +4
  / factor stakeholders identified
-95 done > Walk the buyer through the proposal +6
-89 done
-84 Negotiation: Paul said we are first; legal has the contract > Send contract +3
-82 pushed to -60: Legal is short of people
-66 lost: no decision / note A new director stopped every purchase under way.

# Larkspur ticketing | 9k | Larkspur Events | Dee Okafor | website | close -40 | tags events
-72 added > Call +1
-71 done: Tickets are sold by e-mail
-66 Discovery: Two events were sold beyond their seats > Send discovery questions +3
-52 no: Her nephew built something and it works / reason solved in-house

# Summit Outdoor returns | 15k | Summit Outdoor | Yuki Tan | partner | close -30 | tags retail
-82 added > Call +2
-80 done: Returns pile up
-74 Discovery: A return takes three weeks to be paid back > Call +4
-70 done
-61 Meeting: Support showed us their queue > Hold meeting +3
-58 done: They look at two others as well
-38 lost: lost to competitor / competitor Boxwise / revisit 75
  / note Boxwise was cheaper by half. Their contract ends in a year; ask how it goes.

# Windmill Paper forecasts | 12500 | Windmill Paper | Ines Castellano | outbound | close -5
-54 added > Send introduction e-mail +1
-53 done > Call +4
-48 done: Send something, she says > Send follow-up e-mail +2
-45 done
-30 lost: stopped answering

# Amber Energy meters | 18k | Amber Energy | Tom Wieland | referral | close -8 | tags energy
-75 added > Call +2
-73 done: Meter readings come on postcards
-67 Discovery: Wrong readings are two thirds of their complaints > Send discovery questions +3
-55 Meeting: Tom brought the head of billing > Hold meeting +3
-52 done
-43 Proposal: Tom asked for an offer for one district > Send proposal +3
-40 done > Call +5
-34 done: Tom is leaving
-17 lost: sponsor left the company / revisit 30
  / note Nobody but Tom wanted it. Look for the head of billing when the post is filled.

# Foxglove sampling | 3500 | Foxglove Cosmetics | Mina Sato | website | close 20 | tags retail
-22 added > Call +1
-21 done: Wants to know what there is
-16 Discovery unsure: She is curious, but named no problem > Call +4 / arm video
-12 done: Ten samples a month, a sheet does
-8 lost: no need
"""

OPEN = """
# Cobalt Labs inventory | 22k | Cobalt Labs | Sofia Marchetti | referral | close 9 | tags lab
-58 added > Call +2
-56 done: Chemicals expire unnoticed > Send discovery questions +3
-53 done
-50 Discovery: An expired batch stopped a trial; they want no second one > Ask who else decides +4
  / met they replied / met problem or a goal
-46 done: Sofia decides, the safety officer advises
-40 Meeting: Sofia and the safety officer set an agenda with us > Hold meeting +3
-37 done > Send meeting summary +1
-36 done
-27 Proposal: The safety officer asked for an offer before their audit > Send proposal +3
  / factor stakeholders identified / met everyone with a say
-24 done > Walk the buyer through the proposal +5
-19 done: They would like hosting of their own
-14 log follow-up: Sent the page on hosting
-9 amount 26k
-5 Negotiation: Sofia told the others it is us; only hosting is open > Send list of open points +3
  / factor budget approved / met gone through the written proposal
-1 done: Both points settled by phone > Confirm the signing date +3

# Harbor Roasters wholesale | 14k | Harbor Roasters | Nadia Osei | existing customer | close 4
  | tags food | parent Harbor Roasters ordering
-47 added > Call +3
-44 done: Wholesale is to order the same way
-40 Discovery: Their wholesalers asked for it > Call +5
-35 done
-31 Meeting: Nadia brought two wholesalers along > Hold meeting +3
-28 done
-21 Proposal: She asked for an offer on the spot > Send proposal +2
-19 done > Call +6
-13 done: Both wholesalers agree
-4 Negotiation: She said yes; the order comes with her signature > Call +3
  / factor budget approved
-4 probability 90
-1 done: She signs tomorrow > Call +1 14:30

# Ironbridge Steel yard app | 24k | Ironbridge Steel | Curt Vogel | conference | close -60
  | tags manufacturing
-137 added > Send introduction e-mail +1
-136 done > Call +5
-131 done
-122 Discovery: Trucks wait an hour for their papers > Call +6
-116 done
-103 Meeting: The yard boss showed us the gate > Hold meeting +4
-99 done > Send meeting summary +2
-96 done
-78 Proposal: Curt asked for an offer > Send proposal +5
-73 done > Call +7
-64 pushed to -35: Curt wants to show it to the plant manager first
-52 log call: The plant manager likes it, says Curt
-38 pushed to -14: Purchasing wants a second offer
-26 Negotiation unsure: Curt says we are first; purchasing says nothing
  > Send list of open points +4
-20 done: No answer so far
-15 pushed to -3: Purchasing is "nearly there"
-13 next > Call +7

# Orchard Street rollout | 18k | Orchard Street Foods | Maya Feld | referral | close 18 | tags food
-44 added > Call +2
-42 done: Nine shops order by fax > Send discovery questions +3
-39 done
-36 Discovery: Fax orders spoil a tenth of their fresh goods > Ask who else decides +5
-31 done: Maya and the head of shops
-25 Meeting: The head of shops let us watch a morning > Hold meeting +3
-22 done > Send meeting summary +2
-20 done
-13 log call: Asked what a yes would take: a price for nine shops
-7 Proposal: Both asked for an offer for nine shops and named a date > Send proposal +2
  / factor stakeholders identified / met asked for a proposal / met budget range
-3 done: Sent to both > Walk the buyer through the proposal +4

# Tideline stock sync | 9500 | Tideline Seafood | Rosa Quint | website | close -30 | tags food
-71 added > Call +2
-69 done: Sells fish it no longer has
-64 Discovery: One refund in ten is for missing stock > Send discovery questions +3
-61 done
-52 Meeting: Rosa and the warehouse took an hour > Hold meeting +3
-49 done
-38 Proposal: Rosa asked for an offer > Send proposal +3
-35 done > Call +6
-32 pushed to -6: The owner is at sea until the month ends
-17 done: The owner has the paper > Call +12
-2 log call: Rosa: "he will look at it soon"
-2 next > Ask for the decision date +5

# Hollis Engineering portal | 30k | Hollis Engineering | Grace Whitlock | partner | close 25
  | tags manufacturing
-49 added > Call +2
-47 done: Customers ask by phone where their part is
-42 Discovery: Two people do nothing but answer that > Send discovery questions +3
-39 done
-31 Meeting: Sales and production came, with their lists > Hold meeting +4
-27 done > Send meeting summary +2
-25 draft Meeting summary
-8 Proposal: Grace has the budget and asked for an offer in writing > Send proposal +4
  / factor budget approved
-2 done: Sent, she said thanks

# Lager für Müller & Söhne | €14k | Müller & Söhne | Jürgen Müller | conference | close 33
  | tags manufacturing, DACH
-41 added > Call +2
-39 done: Das Lager läuft über Zettel
-33 Discovery: Every stocktaking is off by a tenth > Send discovery questions +3
-30 done
-23 Meeting: Father and son, and the son decides > Hold meeting +3
-20 done
-6 Proposal: Jürgen asked for an offer in euros > Send proposal +3 / factor stakeholders identified
-3 done: By e-mail and on paper > Call +6

# 🚲 Sparrow Cycles [pilot] | 7500 | Sparrow Cycles | Leo Nakamura | website | close 14
  | tags retail, pilot | campaign webinar
-26 added > Call +1
-25 done: Rents bikes from a notebook
-20 Discovery: Bikes go out twice and come back never > Send discovery questions +3 / arm video
-17 done
-8 Meeting: Leo wants a pilot in one shop and picked it > Hold meeting +4
-4 done: The shop in the old town > Agree on success criteria +4

# Willow Care shift plans | 16k | Willow Care | Anneke Bos | outbound | close 41 | tags health
-33 added
-33 sequence First contact
-32 done
-28 log reply: Shift plans change daily, she asks for a call
-22 Discovery: Two homes were short of staff on a weekend > Call +4 / arm plain
-18 done
-9 Meeting unsure: Anneke is keen, but the works council has not been asked > Hold meeting +5
-4 done: The council meets next week > Map the stakeholders +9

# Kestrel second depot | 20k | Kestrel Logistics | Imani Brandt | existing customer | close 20
  | tags logistics | parent Kestrel dispatch board
-61 added > Call +3
-58 done
-49 Discovery: The second depot opens this year > Call +5
-44 done
-30 Meeting: Imani wants the same board for it > Hold meeting +5
-25 pushed to 60: The depot opens two months later
-16 log call: They are moving, ask again
-16 next > Send agenda +11

# Bluebird Bakery kiosk | 11k | Bluebird Bakery | Jonas Adeyemi | existing customer | close 33
  | tags food
-24 added > Call +3
-21 done: Wants orders from the kiosk too
-16 Discovery: Kiosks throw away a third of the bread > Send discovery questions +3 / arm plain
-12 done
-4 Meeting: Jonas invited his kiosk manager > Hold meeting +2
-2 done > Send meeting summary +4

# Quillon Press archive | 13k | Quillon Press | Amir Haddad | referral | close 47
-30 added > Call +2
-28 done: Manuscripts cannot be found
-22 Discovery: A lost contract cost them a title > Send discovery questions +3 / arm video
-18 done
-7 Meeting: The rights manager gave us an afternoon > Hold meeting +3
-3 done: They want it before the move > Send meeting summary +5

# Seabright Marina berths | 60k | Seabright Marina | Captain Dale Rourke | conference | close 110
  | tags hospitality
-58 added > Call +4
-54 done: Everything is on a wall map
-48 Discovery: They turned guests away beside empty berths > Call +6
-41 done: He will think about it

# Tall Pines kiln log | 6k | Tall Pines Lumber | Gus Halloran | existing customer | close 52
  | tags manufacturing
-13 added > Call +2
-11 done: Kiln temperatures are on paper
-6 Discovery: A warped batch, and nobody knows why > Send discovery questions +2 / arm video
-4 done > Book a meeting with the decision maker +6

# Gable Realty viewings | 10k | Gable Realty | Vera Lomax | website | close 60
-15 added > Call +1
-14 done: Viewings collide > Send follow-up e-mail +9
-5 done
-5 Discovery: Agents meet in front of the same house > Call +3 / arm plain

# Cobalt Labs training | 2k | Cobalt Labs | Sofia Marchetti | existing customer | close 73
-9 added > Call +2
-7 done > Send follow-up e-mail +4
-3 done
-3 Discovery: The new lab staff must know the inventory > Call +9 / arm plain

# Maple & Main tills | 9k | Maple & Main | Otis Grant | referral | close 64 | tags retail
-12 added > Call +2
-10 done: Tills count, nobody adds up
-4 Discovery: The tax office found gaps > Send discovery questions +2 / arm video
-2 done > Ask who else decides +5

# Larch & Pike orders | 12k | Larch & Pike | Stella Brandt | referral | close 85 | tags food
-2 added > Call +3

# Brightwater Pools | – | Brightwater Pools | Kofi Mensah | website | close 95
-1 added > Send introduction e-mail +2

# Vintner's Gate cellar | 8k | Vintner's Gate | Blanche Durand | outbound | close 50 | tags food
-18 added > Send introduction e-mail +1
-17 done

# Old Mill Museum tickets | 15k | Old Mill Museum | Piet de Wit | conference | close 70
  | tags events
-6 added
-6 sequence First contact
-5 done: Read, not answered yet
"""

# Work that belongs to no one opportunity: day, kind, how often.
ALONE = """
-172 outreach 12
-145 outreach 10
-118 outreach 15
-90 outreach 8
-59 outreach 14
-31 outreach 10
-10 outreach 9
"""
