"""List the headers of known programs for each field, the best first."""

Headers = tuple[tuple[str, str], ...]


def as_headers(text: str) -> Headers:
    """Parse lines of `field: header, header`."""
    found = []
    for line in text.strip().splitlines():
        field, _, names = line.partition(":")
        found += [(field.strip(), name.strip()) for name in names.split(",")]
    return tuple(found)


HUBSPOT = as_headers("""
    identifier: Record ID, hs_object_id, Deal ID
    title: Deal Name
    stage: Deal Stage
    amount: Amount
    currency: Currency, Deal currency code
    close_date: Close Date
    created_on: Create Date
    probability_share: Deal probability, hs_deal_stage_probability
    is_won: Is Closed Won, hs_is_closed_won
    is_lost: Is Closed Lost, hs_is_closed_lost
    is_closed: Is Deal Closed?, hs_is_closed
    lost_reason: Closed Lost Reason
    next_action: Next step, hs_next_step
    accounts: Associated Company (Primary), Associated Company
    contacts: Associated Contact
    source: Original Traffic Source, Original Source Type, hs_analytics_source
""")
OURS = as_headers("""
    identifier: uid
    title: title
    account: account
    contact: contact
    amount: amount
    currency: currency
    stage: stage
    outcome: status
    close_on: close_on
    closed_on: closed_on
    created_on: created_on
    source: source
    campaign: campaign
    owner: owner
    lost_reason: reason
    number: id
    parent: parent
    probability: own_probability, probability
    probability_from: probability_from
    tags: tags
    next_action: next_action
    next_due: next_due
    next_time: next_time
    answers: qualification
    buying: buying
    why: why
    asked_on: asked_on
    stage_entered_on: stage_entered_on
    competitor: competitor
    revisit_on: revisit_on
    recurring: recurring
    recurring_per: recurring_per
    term_months: term_months
    note: note
    changed_at: changed_at
    changed_parts: changed_parts
    shown_probability: probability
""")
# Columns of our export that people read: derived from the rest, and never read back.
OURS_DERIVED = (
    *("slug", "probability", "weighted", "days_in_stage", "age_days", "pushes", "flags"),
    *("disqualified", "customer_stage", "customer_stage_entered_on"),
)
PIPEDRIVE = as_headers("""
    identifier: ID, Pipedrive System ID, System ID
    title: Title
    amount: Value
    currency: Currency of Value, Currency
    stage: Stage, Stage (pipeline)
    outcome: Status
    close_on: Expected close date
    won_on: Won time, Closed on, Deal closed on
    lost_on: Lost time, Closed on, Deal closed on
    lost_reason: Lost reason
    probability: Probability
    created_on: Deal created, Creation date, Created, Add time
    account: Organization, Organization name
    contact: Contact person, Person
    source: Source channel, Source origin, Source
""")
SALESFORCE = as_headers("""
    identifier: Opportunity ID, Id
    title: Opportunity Name, Name
    account: Account Name, Account.Name, Account: Account Name
    contact: Primary Contact, Contact Name
    stage: Stage, Stage Name
    amount: Amount, Amount (converted)
    currency: Amount Currency, Opportunity Currency, Currency ISO Code
    close_date: Close Date
    probability: Probability (%), Probability
    created_on: Created Date
    next_action: Next Step
    source: Lead Source
    campaign: Primary Campaign Source, Campaign.Name, Campaign Name
    is_won: Won, Is Won
    is_closed: Closed, Is Closed
    is_deleted: Deleted, Is Deleted
    lost_reason: Loss Reason, Lost Reason, Closed Lost Reason, Loss_Reason__c, Lost_Reason__c
""")
CLOSE = as_headers("""
    identifier: id, opportunity_id
    title: title, lead_name
    account: lead_name
    contact: contact_name, contact
    stage: status_label
    outcome: status_type
    amount_cents: value
    amount_text: value_formatted
    amount_period: value_period
    currency: value_currency
    probability: confidence
    close_date: date_won
    lost_on: date_lost
    created_on: date_created
    note: note
""")
ZOHO = as_headers("""
    identifier: Record Id, Deal Id
    title: Deal Name, Potential Name
    account: Account Name
    contact: Contact Name
    amount: Amount
    currency: Currency
    stage: Stage
    close_date: Closing Date
    won_on: Closed Time
    lost_on: Closed Time
    probability: Probability (%), Probability
    created_on: Created Time
    source: Lead Source
    campaign: Campaign Source
    lost_reason: Reason For Loss, Reason For Loss__s
    next_action: Next Step
    tags: Tag
""")
ODOO = as_headers("""
    identifier: External ID, ID
    title: Opportunity, name
    account: Company Name, partner_name, Customer, partner_id
    contact: Contact Name, contact_name
    contact_email: Email, email_from
    amount: Expected Revenue, expected_revenue
    currency: Currency, company_currency
    stage: Stage, stage_id
    probability: Probability
    close_on: Expected Closing, date_deadline
    created_on: Created on, create_date
    closed_on: Closed Date, date_closed
    lost_reason: Lost Reason, lost_reason_id
    source: Source, source_id
    campaign: Campaign, campaign_id
""")
PLAIN = as_headers("""
    identifier: deal_id, opportunity_id, record_id, item id
    title: title, deal, deal name, deal title, opportunity, opportunity name, opportunity title
    amount: opportunity amount, amount, deal amount, deal value, total value, deal size
    amount: opportunity value, value, bid amount, total amount
    currency: currency, currency code, deal currency, bid currency
    created_on: opened_at, created_on, created_at, created, created date, create date
    created_on: creation date, created time, date created, opened on, added on, date added
    outcome: outcome
    closed_on: closed_at, closed_on, date closed, closed date, actual close, actual close date
    closed_on: won/lost date, date won/lost, won/lost on, closed won/lost date
    closed_value: closed_value, actual revenue
    close_on: expected close, expected close date, expected closing, expected closing date
    close_on: expected on, expected close on, estimated close, estimated close date, est. close
    close_on: est. close date, forecast close, forecast close date, target close, close_on
    close_on: target close date, planned close date, expected date, forecasted close date
    close_on: forecasted close, assumed close date, anticipated close date, projected close date
    close_date: close date, closing date
    stage: stage, deal stage, sales stage, pipeline stage, opportunity stage, stage name
    stage: current stage, milestone
    probability: probability, probability (%), probability %, win probability, deal probability
    probability: probability of winning, probability to win, probability of win, win %
    probability: chance, likelihood, close probability, closing probability, confidence
    probability: win likelihood, prob, prob., prob %, prob. %, prob (%), prob. (%)
    account: account, account name, company, company name, customer, customer name, client
    account: client name, organization, organisation, organization name, organisation name
    account: potential customer, contact company name, related company, linked company
    account: related organization, linked organization, business name, business, firm name
    contact: contact, contact name, contact person, primary contact, linked contact
    contact: point of contact, main contact
    accounts: accounts, companies, organizations, organisations
    contacts: contacts, related contacts
    contact_email: contact email, contact e-mail
    contact_first: contact first name, contact: first name, first name
    contact_last: contact last name, contact: last name, last name
    source: source, lead source, deal source, sources, lead sources
    campaign: campaign, campaign name, source campaign
    lost_reason: lost_reason, loss reason, reason lost, reason for loss, closed lost reason
    next_action: next action, next step, next steps, next action notes
    next_due: next due, next action date, next step date
    note: note, notes, description, comment, comments, details
    tags: tags
""")
# An amount, its period, and for how many periods it is: in Capsule, and in Insightly.
AMOUNT_TIMES = (("Value", "Duration Basis", "Duration"), ("Bid Amount", "Bid Type", "Bid Duration"))
# Other programs have a deal stage, too: with one of these beside it, it is HubSpot's.
HUBSPOT_PAIRS = tuple(
    ("Deal Stage", beside)
    for beside in (
        *("Amount", "Pipeline", "Deal Type", "Associated Contact", "Associated Company (Primary)"),
        *("Is Closed Lost", "Is Deal Closed?", "Closed Lost Reason", "Original Traffic Source"),
    )
)
# The default stages of each program, in order.
HUBSPOT_STAGES = (
    *("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled"),
    *("Decision Maker Bought-In", "Contract Sent"),
)
PIPEDRIVE_STAGES = (
    *("Qualified", "Contact Made", "Demo Scheduled", "Proposal Made", "Negotiations Started"),
)
# Shared with other programs: only together with one of these it is Salesforce's.
SALESFORCE_PAIRS = tuple(
    (named, beside)
    for named in ("Opportunity Name", "Opportunity ID")
    for beside in ("Fiscal Period", "Opportunity Owner")
)
SALESFORCE_WEAK_PAIRS = (
    *(("Opportunity Name", beside) for beside in ("Stage", "Close Date", "Account Name")),
    ("Opportunity ID", "Account Name"),
)
SALESFORCE_STAGES = (
    *("Prospecting", "Qualification", "Needs Analysis", "Value Proposition"),
    *("Id. Decision Makers", "Perception Analysis", "Proposal/Price Quote", "Negotiation/Review"),
)
ZOHO_STAGES = (
    *("Qualification", "Needs Analysis", "Value Proposition", "Identify Decision Makers"),
    *("Proposal/Price Quote", "Negotiation/Review"),
)
ODOO_STAGES = ("New", "Qualified", "Proposition", "Won")
