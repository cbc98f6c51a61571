"""The demo's wins and losses: plain text to proofread, read by `scenario`, which says how."""

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
-104 won: proven results

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
-68 done: Training is to be included
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
-82 lost: price too high / note We never met the one who decides before we sent a price.

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
-16 Discovery unsure: She is curious, but named no problem > Call +4
-12 done: Ten samples a month, a sheet does
-8 lost: no need
"""
