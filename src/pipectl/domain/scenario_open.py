"""The demo's open opportunities: plain text to proofread, read by `scenario`, which says how."""

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
-25 done
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
-20 Discovery: Bikes go out twice and come back never > Send discovery questions +3
-17 done
-8 Meeting: Leo wants a pilot in one shop and picked it > Hold meeting +4
-4 done: The shop in the old town > Agree on success criteria +4

# Willow Care shift plans | 16k | Willow Care | Anneke Bos | outbound | close 41 | tags health
-33 added > Send introduction e-mail +1
-32 done > Call +3
-28 done: Shift plans change daily, by phone
-22 Discovery: Two homes were short of staff on a weekend > Call +4
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
-16 Discovery: Kiosks throw away a third of the bread > Send discovery questions +3
-12 done
-4 Meeting: Jonas invited his kiosk manager > Hold meeting +2
-2 done > Send meeting summary +4

# Quillon Press archive | 13k | Quillon Press | Amir Haddad | referral | close 47
-30 added > Call +2
-28 done: Manuscripts cannot be found
-22 Discovery: A lost contract cost them a title > Send discovery questions +3
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
-6 Discovery: A warped batch, and nobody knows why > Send discovery questions +2
-4 done > Book a meeting with the decision maker +6

# Gable Realty viewings | 10k | Gable Realty | Vera Lomax | website | close 60
-15 added > Call +1
-14 done: Viewings collide > Send follow-up e-mail +9
-5 done
-5 Discovery: Agents meet in front of the same house > Call +3

# Cobalt Labs training | 2k | Cobalt Labs | Sofia Marchetti | existing customer | close 73
-9 added > Call +2
-7 done > Send follow-up e-mail +4
-3 done
-3 Discovery: The new lab staff must know the inventory > Call +9

# Maple & Main tills | 9k | Maple & Main | Otis Grant | referral | close 64 | tags retail
-12 added > Call +2
-10 done: Tills count, nobody adds up
-4 Discovery: The tax office found gaps > Send discovery questions +2
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
-6 added > Send introduction e-mail +1
-5 done: Read, not answered yet > Call +7
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
