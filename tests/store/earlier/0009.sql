PRAGMA application_id=1885566060;
BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	email VARCHAR, 
	phone VARCHAR, 
	note VARCHAR, 
	every VARCHAR, 
	CHECK (length(name) > 0), 
	UNIQUE (uid), 
	UNIQUE (name_folded)
);
INSERT INTO "account" VALUES(1,'acd3592f-33f2-41fb-99eb-20083b506599','Acme Corp','acme corp',NULL,NULL,NULL,NULL);
CREATE TABLE action (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	stage_id INTEGER, 
	text VARCHAR NOT NULL, 
	text_folded VARCHAR NOT NULL, 
	kind VARCHAR, 
	CHECK (kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "action" VALUES(1,1,'Send introduction e-mail','send introduction e-mail','outreach');
INSERT INTO "action" VALUES(2,1,'Call','call','call');
INSERT INTO "action" VALUES(3,1,'Send follow-up e-mail','send follow-up e-mail','follow-up');
INSERT INTO "action" VALUES(4,1,'Research the account','research the account',NULL);
INSERT INTO "action" VALUES(5,1,'Ask for a referral into the account','ask for a referral into the account',NULL);
INSERT INTO "action" VALUES(6,2,'Call','call','call');
INSERT INTO "action" VALUES(7,2,'Send NDA','send nda',NULL);
INSERT INTO "action" VALUES(8,2,'Send discovery questions','send discovery questions','follow-up');
INSERT INTO "action" VALUES(9,2,'Send follow-up e-mail','send follow-up e-mail','follow-up');
INSERT INTO "action" VALUES(10,2,'Ask who else decides','ask who else decides',NULL);
INSERT INTO "action" VALUES(11,2,'Book a meeting with the decision maker','book a meeting with the decision maker',NULL);
INSERT INTO "action" VALUES(12,3,'Hold meeting','hold meeting','meeting');
INSERT INTO "action" VALUES(13,3,'Send agenda','send agenda','follow-up');
INSERT INTO "action" VALUES(14,3,'Send meeting summary','send meeting summary','follow-up');
INSERT INTO "action" VALUES(15,3,'Call','call','call');
INSERT INTO "action" VALUES(16,3,'Map the stakeholders','map the stakeholders',NULL);
INSERT INTO "action" VALUES(17,3,'Agree on success criteria','agree on success criteria',NULL);
INSERT INTO "action" VALUES(18,4,'Send proposal','send proposal','proposal');
INSERT INTO "action" VALUES(19,4,'Walk the buyer through the proposal','walk the buyer through the proposal','meeting');
INSERT INTO "action" VALUES(20,4,'Call','call','call');
INSERT INTO "action" VALUES(21,4,'Send follow-up e-mail','send follow-up e-mail','follow-up');
INSERT INTO "action" VALUES(22,4,'Send a customer reference','send a customer reference','follow-up');
INSERT INTO "action" VALUES(23,4,'Ask for the decision date','ask for the decision date',NULL);
INSERT INTO "action" VALUES(24,5,'Send revised proposal','send revised proposal','proposal');
INSERT INTO "action" VALUES(25,5,'Hold negotiation meeting','hold negotiation meeting','meeting');
INSERT INTO "action" VALUES(26,5,'Call','call','call');
INSERT INTO "action" VALUES(27,5,'Send list of open points','send list of open points','follow-up');
INSERT INTO "action" VALUES(28,5,'Send contract','send contract',NULL);
INSERT INTO "action" VALUES(29,5,'Confirm the signing date','confirm the signing date',NULL);
CREATE TABLE activity (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	opportunity_id INTEGER, 
	contact_id INTEGER, 
	next_action_id INTEGER, 
	done_on DATE NOT NULL, 
	text VARCHAR, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'reply', 'note')), 
	CHECK (count between 1 and 10000), 
	UNIQUE (uid), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id), 
	FOREIGN KEY(next_action_id) REFERENCES next_action (id)
);
INSERT INTO "activity" VALUES(1,'58e6f8aa-0fde-4961-a54d-9b9d6f24899f','call',1,1,NULL,NULL,'2026-11-18','Spoke to them','2026-11-18 10:00:00.000000','2026-11-18','');
CREATE TABLE alembic_version (version_num varchar(32) not null primary key);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE calendar_entry (
	uid VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	content VARCHAR NOT NULL, 
	cancelled BOOLEAN NOT NULL, 
	stamped_at DATETIME NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (uid, owner)
);
CREATE TABLE campaign (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	cost_minor BIGINT, 
	currency VARCHAR, 
	starts_on DATE, 
	ends_on DATE, 
	source VARCHAR, 
	CHECK (length(name) > 0), 
	CHECK (cost_minor is null or cost_minor between 0 and 1000000000000000), 
	CONSTRAINT cost_with_a_currency CHECK ((cost_minor is null) = (currency is null)), 
	CHECK (starts_on is null or ends_on is null or starts_on <= ends_on), 
	UNIQUE (name_folded)
);
CREATE TABLE contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	account_id INTEGER, 
	title VARCHAR, 
	email VARCHAR, 
	phone VARCHAR, 
	note VARCHAR, 
	every VARCHAR, 
	CHECK (length(name) > 0), 
	UNIQUE (uid), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE contact_persona (
	contact_id INTEGER NOT NULL, 
	persona_id INTEGER NOT NULL, 
	PRIMARY KEY (contact_id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id), 
	FOREIGN KEY(persona_id) REFERENCES persona (id)
);
CREATE TABLE contact_role (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	role VARCHAR, 
	stance VARCHAR, 
	started_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	ended_on DATE, 
	ended_recorded_on DATE, 
	why VARCHAR, 
	replaced_by_id INTEGER, 
	CHECK (stance is null or stance in ('for', 'neutral', 'against')), 
	CONSTRAINT ended_and_kept CHECK ((ended_on is null) = (ended_recorded_on is null)), 
	UNIQUE (uid), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id), 
	FOREIGN KEY(replaced_by_id) REFERENCES contact (id)
);
CREATE TABLE criterion (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	stage_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	text_folded VARCHAR NOT NULL, 
	required BOOLEAN NOT NULL, 
	archived BOOLEAN NOT NULL, 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "criterion" VALUES(1,1,'They replied, or took your call and talked','they replied, or took your call and talked',0,0);
INSERT INTO "criterion" VALUES(2,1,'They named a problem or a goal in their own words','they named a problem or a goal in their own words',0,0);
INSERT INTO "criterion" VALUES(3,1,'They agreed to a conversation about it, with a date','they agreed to a conversation about it, with a date',0,0);
INSERT INTO "criterion" VALUES(4,2,'They said what it costs them to leave the problem as it is','they said what it costs them to leave the problem as it is',0,0);
INSERT INTO "criterion" VALUES(5,2,'You know by name who decides and who signs','you know by name who decides and who signs',0,0);
INSERT INTO "criterion" VALUES(6,2,'A meeting is in both calendars, with an agenda they agreed to','a meeting is in both calendars, with an agenda they agreed to',0,0);
INSERT INTO "criterion" VALUES(7,3,'You know everyone with a say by name, and you have met the decision maker','you know everyone with a say by name, and you have met the decision maker',0,0);
INSERT INTO "criterion" VALUES(8,3,'They gave a budget range, or said who can approve one','they gave a budget range, or said who can approve one',0,0);
INSERT INTO "criterion" VALUES(9,3,'They said what a solution must do to be chosen','they said what a solution must do to be chosen',0,0);
INSERT INTO "criterion" VALUES(10,3,'They asked for a proposal and set a date to go through it with you','they asked for a proposal and set a date to go through it with you',0,0);
INSERT INTO "criterion" VALUES(11,4,'The decision maker has gone through the written proposal with you','the decision maker has gone through the written proposal with you',0,0);
INSERT INTO "criterion" VALUES(12,4,'They said what stands between the proposal and a yes','they said what stands between the proposal and a yes',0,0);
INSERT INTO "criterion" VALUES(13,4,'The budget is approved, or its approval has a date','the budget is approved, or its approval has a date',0,0);
INSERT INTO "criterion" VALUES(14,5,'Price, scope and start date are agreed in writing','price, scope and start date are agreed in writing',0,0);
INSERT INTO "criterion" VALUES(15,5,'Purchasing and legal have no open points','purchasing and legal have no open points',0,0);
INSERT INTO "criterion" VALUES(16,5,'The signed order or contract has arrived','the signed order or contract has arrived',0,0);
CREATE TABLE criterion_met (
	opportunity_id INTEGER NOT NULL, 
	criterion_id INTEGER NOT NULL, 
	met_on DATE NOT NULL, 
	answer VARCHAR, 
	PRIMARY KEY (opportunity_id, criterion_id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(criterion_id) REFERENCES criterion (id)
);
CREATE TABLE custom_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	owner VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	choices VARCHAR, 
	archived BOOLEAN NOT NULL, 
	CHECK (owner in ('deal', 'account', 'contact')), 
	CHECK (type in ('text', 'number', 'money', 'date', 'choice', 'yes-no')), 
	CHECK (length(name) > 0), 
	CONSTRAINT choices_of_a_choice CHECK ((type = 'choice') = (choices is not null))
);
CREATE TABLE customer_stage (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	opportunity_id INTEGER NOT NULL, 
	stage_id INTEGER NOT NULL, 
	happened_on DATE NOT NULL, 
	why VARCHAR, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
CREATE TABLE exchange_rate (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	currency VARCHAR NOT NULL, 
	base VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	rate VARCHAR, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	CHECK (length(currency) = 3 and length(base) = 3), 
	UNIQUE (uid)
);
INSERT INTO "exchange_rate" VALUES(1,'5b1d3f0e-5a0c-4f0e-9a53-0c9f3f1c0008','EUR','USD','2026-11-21','1.08','2026-11-21 09:00:00.000000','2026-11-21');
CREATE TABLE experiment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	stage_id INTEGER NOT NULL, 
	arms VARCHAR NOT NULL, 
	metric VARCHAR NOT NULL, 
	alternate BOOLEAN NOT NULL, 
	started_on DATE NOT NULL, 
	ended_on DATE, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	ended_recorded_on DATE, 
	CHECK (length(name) > 0), 
	CHECK (metric in ('advance', 'win', 'days')), 
	CHECK (ended_on is null or started_on <= ended_on), 
	UNIQUE (uid), 
	UNIQUE (name_folded), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
CREATE TABLE experiment_visit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	arm VARCHAR NOT NULL, 
	entered_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	UNIQUE (uid), 
	FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
);
CREATE TABLE external_account (
	source VARCHAR NOT NULL, 
	identifier VARCHAR NOT NULL, 
	account_id INTEGER NOT NULL, 
	PRIMARY KEY (source, identifier), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE external_contact (
	source VARCHAR NOT NULL, 
	identifier VARCHAR NOT NULL, 
	contact_id INTEGER NOT NULL, 
	PRIMARY KEY (source, identifier), 
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE TABLE external_record (
	source VARCHAR NOT NULL, 
	identifier VARCHAR NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	PRIMARY KEY (source, identifier), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
);
CREATE TABLE field_value (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	field_id INTEGER NOT NULL, 
	opportunity_id INTEGER, 
	account_id INTEGER, 
	contact_id INTEGER, 
	value VARCHAR, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	CONSTRAINT of_one_owner CHECK (case when opportunity_id is null then 0 else 1 end + case when account_id is null then 0 else 1 end + case when contact_id is null then 0 else 1 end = 1), 
	FOREIGN KEY(field_id) REFERENCES custom_field (id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE TABLE figure_target (
	figure VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	value BIGINT NOT NULL, 
	currency VARCHAR, 
	source VARCHAR, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (figure, role, owner), 
	CHECK (figure in ('win-rate', 'cycle', 'average', 'open')), 
	CHECK (role in ('goal', 'benchmark')), 
	CONSTRAINT money_in_a_currency CHECK ((figure = 'average') = (currency is not null)), 
	CHECK (value between 0 and 1000000000000000)
);
INSERT INTO "figure_target" VALUES('win-rate','goal',3500,NULL,NULL,'');
CREATE TABLE fit_criterion (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	field_folded VARCHAR NOT NULL, 
	condition VARCHAR NOT NULL, 
	weight INTEGER NOT NULL, 
	CHECK (weight between 1 and 100), 
	UNIQUE (field_folded)
);
CREATE TABLE forecast_log (
	made_on DATE NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE NOT NULL, 
	currency VARCHAR NOT NULL, 
	quota_minor BIGINT NOT NULL, 
	chance_bp INTEGER NOT NULL, 
	low_minor BIGINT NOT NULL, 
	median_minor BIGINT NOT NULL, 
	high_minor BIGINT NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (made_on, starts_on, ends_on, currency, owner)
);
CREATE TABLE goal (
	kind VARCHAR NOT NULL, 
	per VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (kind, per, owner), 
	CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')), 
	CHECK (per in ('week', 'month', 'quarter')), 
	CHECK (count between 1 and 100000)
);
INSERT INTO "goal" VALUES('call','week',5,'');
CREATE TABLE imported_on (
	opportunity_id INTEGER NOT NULL, 
	imported_on DATE NOT NULL, 
	PRIMARY KEY (opportunity_id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
);
INSERT INTO "imported_on" VALUES(2,'2026-11-18');
INSERT INTO "imported_on" VALUES(3,'2026-11-18');
CREATE TABLE journal_operation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at DATETIME NOT NULL, 
	on_day DATE NOT NULL, 
	command VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	CHECK (state in ('done', 'undone', 'dropped'))
);
INSERT INTO "journal_operation" VALUES(1,'2026-11-18 10:00:00.000000','2026-11-18','add ''Acme rollout'' 12k --account ''Acme Corp'' --next Call --due fri','done','');
INSERT INTO "journal_operation" VALUES(2,'2026-11-18 10:00:00.000000','2026-11-18','move 1 --buying yes --why ''They asked''','done','');
INSERT INTO "journal_operation" VALUES(3,'2026-11-18 10:00:00.000000','2026-11-18','log call 1 ''Spoke to them''','done','');
INSERT INTO "journal_operation" VALUES(4,'2026-11-18 10:00:00.000000','2026-11-18','edit 1 --amount 13k --tag south --close eoq','done','');
INSERT INTO "journal_operation" VALUES(5,'2026-11-18 10:00:00.000000','2026-11-18','quota set 100k --period 2026-Q4','done','');
INSERT INTO "journal_operation" VALUES(6,'2026-11-18 10:00:00.000000','2026-11-18','goal set call 5 --per week','done','');
INSERT INTO "journal_operation" VALUES(7,'2026-11-18 10:00:00.000000','2026-11-18','priority set ''Close Acme'' --target ''2026-11=A pilot''','done','');
INSERT INTO "journal_operation" VALUES(8,'2026-11-18 10:00:00.000000','2026-11-18','stage edit discovery --short Disc.','done','');
INSERT INTO "journal_operation" VALUES(9,'2026-11-18 10:00:00.000000','2026-11-18','import deals.csv','done','');
INSERT INTO "journal_operation" VALUES(10,'2026-11-18 10:00:00.000000','2026-11-18','add Gone','undone','');
CREATE TABLE journal_range (
	operation_id INTEGER NOT NULL, 
	table_name VARCHAR NOT NULL, 
	key_column VARCHAR NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	content VARCHAR, 
	PRIMARY KEY (operation_id, table_name, first), 
	FOREIGN KEY(operation_id) REFERENCES journal_operation (id)
);
INSERT INTO "journal_range" VALUES(9,'opportunity','id',2,3,'743d13c7596557901c37d194321bb7f4e795cb64879a8a7dd828cb0bf5fa789a',NULL);
INSERT INTO "journal_range" VALUES(9,'opportunity_history','id',4,5,'c9078d1dbf4ff6e745844105e922964381662d435acb7ebae2b18b06bfa33d4d',NULL);
INSERT INTO "journal_range" VALUES(9,'stage_visit','opportunity_id',2,3,'926679751919ff01ae4f3e2e75f2a8f510796650be69bf173b97f2c256be1e76',NULL);
INSERT INTO "journal_range" VALUES(9,'imported_on','opportunity_id',2,3,'c61988f1d3afd9ba099a40ba965b11c15a0fe5a868fc5a74b8a101827d09314c',NULL);
CREATE TABLE journal_row (
	id INTEGER NOT NULL, 
	operation_id INTEGER NOT NULL, 
	table_name VARCHAR NOT NULL, 
	row_key VARCHAR NOT NULL, 
	"before" VARCHAR, 
	"after" VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(operation_id) REFERENCES journal_operation (id)
);
INSERT INTO "journal_row" VALUES(1,1,'account','[1]',NULL,'{"id": 1, "uid": "acd3592f-33f2-41fb-99eb-20083b506599", "name": "Acme Corp", "name_folded": "acme corp", "email": null, "phone": null, "note": null}');
INSERT INTO "journal_row" VALUES(2,1,'opportunity','[1]',NULL,'{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1200000, "currency": "USD", "stage_id": 1, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": null, "asked_on": null, "buying": null, "owner": ""}');
INSERT INTO "journal_row" VALUES(3,1,'opportunity_history','[1]',NULL,'{"id": 1, "opportunity_id": 1, "happened_on": "2026-11-18", "created_on": "2026-11-18", "stage_id": 1, "stage_entered_on": "2026-11-18", "status": "open", "amount_minor": 1200000, "currency": "USD", "close_on": null, "probability_bp": null, "closed_on": null, "reason": null, "competitor": null, "revisit_on": null, "note": null, "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18", "owner": ""}');
INSERT INTO "journal_row" VALUES(4,1,'stage_visit','[1, 1]',NULL,'{"opportunity_id": 1, "stage_id": 1, "days": 0, "gone": false, "won": false}');
INSERT INTO "journal_row" VALUES(5,1,'next_action','[1]',NULL,'{"id": 1, "uid": "955873f4-a719-41d6-9bda-593a46a6d3ec", "opportunity_id": 1, "stage_id": 1, "text": "Call", "text_folded": "call", "kind": "call", "due_on": "2026-11-20", "due_time": null, "status": "open", "outcome": null, "advanced": false, "created_on": "2026-11-18", "ended_on": null}');
INSERT INTO "journal_row" VALUES(6,2,'opportunity','[1]','{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1200000, "currency": "USD", "stage_id": 1, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": null, "asked_on": null, "buying": null, "owner": ""}','{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1200000, "currency": "USD", "stage_id": 2, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": null, "asked_on": "2026-11-18", "buying": "yes", "owner": ""}');
INSERT INTO "journal_row" VALUES(7,2,'qualification','[1]',NULL,'{"id": 1, "opportunity_id": 1, "stage_id": 2, "buying": "yes", "why": "They asked", "next_action_id": 1, "factor": null, "override": null, "asked_on": "2026-11-18", "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18", "buying_on": null, "why_on": null}');
INSERT INTO "journal_row" VALUES(8,2,'opportunity_history','[2]',NULL,'{"id": 2, "opportunity_id": 1, "happened_on": "2026-11-18", "created_on": "2026-11-18", "stage_id": 2, "stage_entered_on": "2026-11-18", "status": "open", "amount_minor": 1200000, "currency": "USD", "close_on": null, "probability_bp": null, "closed_on": null, "reason": null, "competitor": null, "revisit_on": null, "note": null, "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18", "owner": ""}');
INSERT INTO "journal_row" VALUES(9,2,'stage_visit','[1, 1]','{"opportunity_id": 1, "stage_id": 1, "days": 0, "gone": false, "won": false}','{"opportunity_id": 1, "stage_id": 1, "days": 0, "gone": true, "won": false}');
INSERT INTO "journal_row" VALUES(10,2,'stage_visit','[1, 2]',NULL,'{"opportunity_id": 1, "stage_id": 2, "days": 0, "gone": false, "won": false}');
INSERT INTO "journal_row" VALUES(11,3,'activity','[1]',NULL,'{"id": 1, "uid": "58e6f8aa-0fde-4961-a54d-9b9d6f24899f", "kind": "call", "count": 1, "opportunity_id": 1, "contact_id": null, "next_action_id": null, "done_on": "2026-11-18", "text": "Spoke to them", "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18", "owner": ""}');
INSERT INTO "journal_row" VALUES(12,3,'opportunity','[1]','{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1200000, "currency": "USD", "stage_id": 2, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": null, "asked_on": "2026-11-18", "buying": "yes", "owner": ""}','{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1200000, "currency": "USD", "stage_id": 2, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": "2026-11-18", "asked_on": "2026-11-18", "buying": "yes", "owner": ""}');
INSERT INTO "journal_row" VALUES(13,4,'opportunity','[1]','{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1200000, "currency": "USD", "stage_id": 2, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": "2026-11-18", "asked_on": "2026-11-18", "buying": "yes", "owner": ""}','{"id": 1, "uid": "f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4", "slug": "acme-rollout", "key": null, "title": "Acme rollout", "title_folded": "acme rollout", "account_id": 1, "contact_id": null, "parent_id": null, "amount_minor": 1300000, "currency": "USD", "stage_id": 2, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": "2026-12-31", "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": "2026-11-18", "asked_on": "2026-11-18", "buying": "yes", "owner": ""}');
INSERT INTO "journal_row" VALUES(14,4,'opportunity_tag','[1, "south"]',NULL,'{"opportunity_id": 1, "tag_folded": "south", "tag": "south"}');
INSERT INTO "journal_row" VALUES(15,4,'opportunity_history','[3]',NULL,'{"id": 3, "opportunity_id": 1, "happened_on": "2026-11-18", "created_on": "2026-11-18", "stage_id": 2, "stage_entered_on": "2026-11-18", "status": "open", "amount_minor": 1300000, "currency": "USD", "close_on": "2026-12-31", "probability_bp": null, "closed_on": null, "reason": null, "competitor": null, "revisit_on": null, "note": null, "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18", "owner": ""}');
INSERT INTO "journal_row" VALUES(16,5,'quota','[1]',NULL,'{"id": 1, "period": "2026-Q4", "starts_on": "2026-10-01", "ends_on": "2026-12-31", "amount_minor": 10000000, "currency": "USD", "count": null, "segment_id": null, "owner": ""}');
INSERT INTO "journal_row" VALUES(17,5,'quota_history','[1]',NULL,'{"id": 1, "quota_id": 1, "happened_on": "2026-11-18", "amount_minor": 10000000, "count": null, "reason": null, "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18"}');
INSERT INTO "journal_row" VALUES(18,6,'goal','["call", "week", ""]',NULL,'{"kind": "call", "per": "week", "count": 5, "owner": ""}');
INSERT INTO "journal_row" VALUES(19,7,'priority','[1]',NULL,'{"id": 1, "uid": "9caf70aa-c2e0-4838-bd25-78a803463aa9", "place": 1, "text": "Close Acme", "period": "2026-Q4", "starts_on": "2026-10-01", "ends_on": "2026-12-31", "set_on": "2026-11-18", "done_on": null, "owner": ""}');
INSERT INTO "journal_row" VALUES(20,7,'priority_step','[1]',NULL,'{"id": 1, "uid": "44f7ca06-25db-44eb-a550-3aa05a0d2e4c", "priority_id": 1, "kind": "target", "text": "A pilot", "due_on": "2026-11-30", "done_on": null}');
INSERT INTO "journal_row" VALUES(21,8,'stage','[2]','{"id": 2, "name": "Discovery", "name_folded": "discovery", "position": 1, "probability_bp": 1000, "definition": "The buyer has told you about a problem worth solving and answers your questions about it. A polite \"send me something\" does not belong here.", "cadence_days": 7, "stalled_days": 21, "archived": false, "short": "Discov.", "kind": "sales"}','{"id": 2, "name": "Discovery", "name_folded": "discovery", "position": 1, "probability_bp": 1000, "definition": "The buyer has told you about a problem worth solving and answers your questions about it. A polite \"send me something\" does not belong here.", "cadence_days": 7, "stalled_days": 21, "archived": false, "short": "Disc.", "kind": "sales"}');
INSERT INTO "journal_row" VALUES(22,10,'opportunity','[4]',NULL,'{"id": 4, "uid": "614b9849-ab37-4e13-94c4-bc63cad06711", "slug": "gone", "key": null, "title": "Gone", "title_folded": "gone", "account_id": null, "contact_id": null, "parent_id": null, "amount_minor": null, "currency": "USD", "stage_id": 1, "stage_entered_on": "2026-11-18", "probability_bp": null, "status": "open", "close_on": null, "source": null, "campaign": null, "note": null, "created_on": "2026-11-18", "added_on": "2026-11-18", "closed_on": null, "reason": null, "closing_note": null, "competitor": null, "revisit_on": null, "pushes": 0, "last_contact_on": null, "asked_on": null, "buying": null, "owner": ""}');
INSERT INTO "journal_row" VALUES(23,10,'opportunity_history','[6]',NULL,'{"id": 6, "opportunity_id": 4, "happened_on": "2026-11-18", "created_on": "2026-11-18", "stage_id": 1, "stage_entered_on": "2026-11-18", "status": "open", "amount_minor": null, "currency": "USD", "close_on": null, "probability_bp": null, "closed_on": null, "reason": null, "competitor": null, "revisit_on": null, "note": null, "recorded_at": "2026-11-18T10:00:00+00:00", "recorded_on": "2026-11-18", "owner": ""}');
INSERT INTO "journal_row" VALUES(24,10,'stage_visit','[4, 1]',NULL,'{"opportunity_id": 4, "stage_id": 1, "days": 0, "gone": false, "won": false}');
CREATE TABLE link (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	opportunity_id INTEGER, 
	stage_id INTEGER, 
	url VARCHAR NOT NULL, 
	kind VARCHAR, 
	title VARCHAR, 
	added_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	CHECK (length(url) > 0), 
	CONSTRAINT of_one_owner CHECK ((opportunity_id is null) <> (stage_id is null)), 
	UNIQUE (uid), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
CREATE TABLE next_action (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	stage_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	text_folded VARCHAR NOT NULL, 
	kind VARCHAR, 
	due_on DATE, 
	due_time VARCHAR, 
	status VARCHAR NOT NULL, 
	outcome VARCHAR, 
	advanced BOOLEAN NOT NULL, 
	created_on DATE NOT NULL, 
	ended_on DATE, 
	every VARCHAR, 
	CHECK (status in ('open', 'done', 'replaced', 'dropped')), 
	CHECK (kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')), 
	CONSTRAINT ended_with_a_date CHECK ((status = 'open') = (ended_on is null)), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "next_action" VALUES(1,'955873f4-a719-41d6-9bda-593a46a6d3ec',1,1,'Call','call','call','2026-11-20',NULL,'open',NULL,0,'2026-11-18',NULL,NULL);
CREATE TABLE opportunity (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	slug VARCHAR, 
	"key" VARCHAR, 
	title VARCHAR NOT NULL, 
	title_folded VARCHAR NOT NULL, 
	account_id INTEGER, 
	contact_id INTEGER, 
	parent_id INTEGER, 
	amount_minor BIGINT, 
	currency VARCHAR NOT NULL, 
	stage_id INTEGER NOT NULL, 
	stage_entered_on DATE NOT NULL, 
	probability_bp INTEGER, 
	status VARCHAR NOT NULL, 
	close_on DATE, 
	source VARCHAR, 
	campaign VARCHAR, 
	note VARCHAR, 
	created_on DATE NOT NULL, 
	added_on DATE NOT NULL, 
	closed_on DATE, 
	reason VARCHAR, 
	closing_note VARCHAR, 
	competitor VARCHAR, 
	revisit_on DATE, 
	pushes INTEGER NOT NULL, 
	last_contact_on DATE, 
	asked_on DATE, 
	buying VARCHAR, 
	recurring_minor BIGINT, 
	recurring_per VARCHAR, 
	term_months INTEGER, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	CHECK (status in ('open', 'won', 'lost', 'deleted')), 
	CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000), 
	CHECK (probability_bp is null or probability_bp between 0 and 10000), 
	CHECK (recurring_minor is null or recurring_minor between 0 and 1000000000000000), 
	CHECK (recurring_per is null or recurring_per in ('month', 'year')), 
	CHECK (term_months is null or term_months between 1 and 600), 
	CONSTRAINT recurring_in_full CHECK ((recurring_minor is null) = (recurring_per is null) and (recurring_minor is null) = (term_months is null)), 
	CHECK (buying is null or buying in ('yes', 'no', 'unsure')), 
	CHECK (length(title) > 0), 
	CHECK (length(currency) = 3), 
	CHECK (pushes >= 0), 
	CONSTRAINT closed_with_a_date CHECK ((status in ('won', 'lost')) = (closed_on is not null)), 
	CONSTRAINT nothing_is_lost_without_a_reason CHECK (status <> 'lost' or length(reason) > 0), 
	UNIQUE (uid), 
	UNIQUE (slug), 
	UNIQUE ("key"), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id), 
	FOREIGN KEY(parent_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "opportunity" VALUES(1,'f300d91b-ae0c-4c97-b7b4-ff71be9a9dc4','acme-rollout',NULL,'Acme rollout','acme rollout',1,NULL,NULL,1300000,'USD',2,'2026-11-18',NULL,'open','2026-12-31',NULL,NULL,NULL,'2026-11-18','2026-11-18',NULL,NULL,NULL,NULL,NULL,0,'2026-11-18','2026-11-18','yes',NULL,NULL,NULL,'');
INSERT INTO "opportunity" VALUES(2,'05948838-95ec-4d0b-b03d-377d286ed901','cedar-audit',NULL,'Cedar audit','cedar audit',NULL,NULL,NULL,NULL,'USD',2,'2026-11-18',NULL,'open',NULL,NULL,NULL,NULL,'2026-11-18','2026-11-18',NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'');
INSERT INTO "opportunity" VALUES(3,'2d779108-b8d2-4687-8802-077a9a027aec','dogwood-move',NULL,'Dogwood move','dogwood move',NULL,NULL,NULL,NULL,'USD',2,'2026-11-18',NULL,'open',NULL,NULL,NULL,NULL,'2026-11-18','2026-11-18',NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'');
CREATE TABLE opportunity_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	opportunity_id INTEGER NOT NULL, 
	happened_on DATE NOT NULL, 
	created_on DATE NOT NULL, 
	stage_id INTEGER NOT NULL, 
	stage_entered_on DATE NOT NULL, 
	status VARCHAR NOT NULL, 
	amount_minor BIGINT, 
	currency VARCHAR NOT NULL, 
	close_on DATE, 
	probability_bp INTEGER, 
	closed_on DATE, 
	reason VARCHAR, 
	competitor VARCHAR, 
	revisit_on DATE, 
	note VARCHAR, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	recurring_minor BIGINT, 
	recurring_per VARCHAR, 
	term_months INTEGER, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	CHECK (status in ('open', 'won', 'lost', 'deleted')), 
	CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000), 
	CHECK (probability_bp is null or probability_bp between 0 and 10000), 
	CHECK (recurring_minor is null or recurring_minor between 0 and 1000000000000000), 
	CHECK (recurring_per is null or recurring_per in ('month', 'year')), 
	CHECK (term_months is null or term_months between 1 and 600), 
	CONSTRAINT recurring_in_full CHECK ((recurring_minor is null) = (recurring_per is null) and (recurring_minor is null) = (term_months is null)), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "opportunity_history" VALUES(1,1,'2026-11-18','2026-11-18',1,'2026-11-18','open',1200000,'USD',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-18 10:00:00.000000','2026-11-18',NULL,NULL,NULL,'');
INSERT INTO "opportunity_history" VALUES(2,1,'2026-11-18','2026-11-18',2,'2026-11-18','open',1200000,'USD',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-18 10:00:00.000000','2026-11-18',NULL,NULL,NULL,'');
INSERT INTO "opportunity_history" VALUES(3,1,'2026-11-18','2026-11-18',2,'2026-11-18','open',1300000,'USD','2026-12-31',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-18 10:00:00.000000','2026-11-18',NULL,NULL,NULL,'');
INSERT INTO "opportunity_history" VALUES(4,2,'2026-11-18','2026-11-18',2,'2026-11-18','open',NULL,'USD',NULL,NULL,NULL,NULL,NULL,NULL,'imported','2026-11-18 10:00:00.000000','2026-11-18',NULL,NULL,NULL,'');
INSERT INTO "opportunity_history" VALUES(5,3,'2026-11-18','2026-11-18',2,'2026-11-18','open',NULL,'USD',NULL,NULL,NULL,NULL,NULL,NULL,'imported','2026-11-18 10:00:00.000000','2026-11-18',NULL,NULL,NULL,'');
CREATE TABLE opportunity_tag (
	opportunity_id INTEGER NOT NULL, 
	tag_folded VARCHAR NOT NULL, 
	tag VARCHAR NOT NULL, 
	PRIMARY KEY (opportunity_id, tag_folded), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
);
INSERT INTO "opportunity_tag" VALUES(1,'south','south');
CREATE TABLE persona (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	motivation VARCHAR, 
	CHECK (length(name) > 0), 
	UNIQUE (name_folded)
);
CREATE TABLE persona_objection (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	persona_id INTEGER NOT NULL, 
	objection VARCHAR NOT NULL, 
	objection_folded VARCHAR NOT NULL, 
	answer VARCHAR, 
	CHECK (length(objection) > 0), 
	FOREIGN KEY(persona_id) REFERENCES persona (id)
);
CREATE TABLE priority (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE NOT NULL, 
	set_on DATE NOT NULL, 
	done_on DATE, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	UNIQUE (starts_on, place, owner), 
	CONSTRAINT at_most_three CHECK (place between 1 and 3), 
	UNIQUE (uid)
);
INSERT INTO "priority" VALUES(1,'9caf70aa-c2e0-4838-bd25-78a803463aa9',1,'Close Acme','2026-Q4','2026-10-01','2026-12-31','2026-11-18',NULL,'');
CREATE TABLE priority_step (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	priority_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	due_on DATE, 
	done_on DATE, 
	CHECK (kind in ('target', 'action')), 
	UNIQUE (uid), 
	FOREIGN KEY(priority_id) REFERENCES priority (id)
);
INSERT INTO "priority_step" VALUES(1,'44f7ca06-25db-44eb-a550-3aa05a0d2e4c',1,'target','A pilot','2026-11-30',NULL);
CREATE TABLE qualification (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	opportunity_id INTEGER NOT NULL, 
	stage_id INTEGER NOT NULL, 
	buying VARCHAR NOT NULL, 
	why VARCHAR NOT NULL, 
	next_action_id INTEGER, 
	factor VARCHAR, 
	override VARCHAR, 
	asked_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	buying_on DATE, 
	why_on DATE, 
	CHECK (buying in ('yes', 'no', 'unsure')), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id), 
	FOREIGN KEY(next_action_id) REFERENCES next_action (id)
);
INSERT INTO "qualification" VALUES(1,1,2,'yes','They asked',1,NULL,NULL,'2026-11-18','2026-11-18 10:00:00.000000','2026-11-18',NULL,NULL);
CREATE TABLE quota (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	period VARCHAR NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE NOT NULL, 
	amount_minor BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	count INTEGER, 
	segment_id INTEGER, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000), 
	CHECK (starts_on <= ends_on), 
	FOREIGN KEY(segment_id) REFERENCES segment (id)
);
INSERT INTO "quota" VALUES(1,'2026-Q4','2026-10-01','2026-12-31',10000000,'USD',NULL,NULL,'');
CREATE TABLE quota_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	quota_id INTEGER NOT NULL, 
	happened_on DATE NOT NULL, 
	amount_minor BIGINT NOT NULL, 
	count INTEGER, 
	reason VARCHAR, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000), 
	FOREIGN KEY(quota_id) REFERENCES quota (id)
);
INSERT INTO "quota_history" VALUES(1,1,'2026-11-18',10000000,NULL,NULL,'2026-11-18 10:00:00.000000','2026-11-18');
CREATE TABLE reason (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	outcome VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	text_folded VARCHAR NOT NULL, 
	CHECK (outcome in ('won', 'lost')), 
	UNIQUE (outcome, text_folded)
);
INSERT INTO "reason" VALUES(1,'won','best fit','best fit');
INSERT INTO "reason" VALUES(2,'won','trusted relationship','trusted relationship');
INSERT INTO "reason" VALUES(3,'won','proven results','proven results');
INSERT INTO "reason" VALUES(4,'won','price and terms','price and terms');
INSERT INTO "reason" VALUES(5,'won','fastest to deliver','fastest to deliver');
INSERT INTO "reason" VALUES(6,'won','recommended to them','recommended to them');
INSERT INTO "reason" VALUES(7,'won','existing customer','existing customer');
INSERT INTO "reason" VALUES(8,'lost','no budget','no budget');
INSERT INTO "reason" VALUES(9,'lost','no decision','no decision');
INSERT INTO "reason" VALUES(10,'lost','no need','no need');
INSERT INTO "reason" VALUES(11,'lost','bad timing','bad timing');
INSERT INTO "reason" VALUES(12,'lost','price too high','price too high');
INSERT INTO "reason" VALUES(13,'lost','lost to competitor','lost to competitor');
INSERT INTO "reason" VALUES(14,'lost','solved in-house','solved in-house');
INSERT INTO "reason" VALUES(15,'lost','stopped answering','stopped answering');
CREATE TABLE reminder_claim (
	item VARCHAR NOT NULL, 
	claimed_on DATE NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (item, claimed_on, owner)
);
CREATE TABLE renewal (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	renewed_id INTEGER NOT NULL, 
	months INTEGER NOT NULL, 
	ends_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	CHECK (months between 1 and 600), 
	UNIQUE (uid), 
	UNIQUE (opportunity_id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(renewed_id) REFERENCES opportunity (id)
);
CREATE TABLE review (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	started_on DATE NOT NULL, 
	history_mark INTEGER NOT NULL, 
	told_at DATETIME NOT NULL, 
	finished_on DATE, 
	minutes VARCHAR, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	CHECK (kind in ('weekly', 'monthly', 'quarterly')), 
	CONSTRAINT finished_with_minutes CHECK ((finished_on is null) = (minutes is null)), 
	UNIQUE (uid)
);
CREATE TABLE review_answer (
	review_id INTEGER NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	ending VARCHAR NOT NULL, 
	kept_buying BOOLEAN NOT NULL, 
	kept_why BOOLEAN NOT NULL, 
	kept_next BOOLEAN NOT NULL, 
	qualification_id INTEGER, 
	next_action_id INTEGER, 
	answered_at DATETIME NOT NULL, 
	answered_on DATE NOT NULL, 
	PRIMARY KEY (review_id, opportunity_id), 
	CHECK (ending in ('kept', 'answered', 'moved', 'won', 'lost')), 
	FOREIGN KEY(review_id) REFERENCES review (id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(qualification_id) REFERENCES qualification (id), 
	FOREIGN KEY(next_action_id) REFERENCES next_action (id)
);
CREATE TABLE review_position (
	uid VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	started_on DATE NOT NULL, 
	history_mark INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (uid, owner)
);
CREATE TABLE segment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	conditions VARCHAR NOT NULL, 
	archived BOOLEAN NOT NULL, 
	CHECK (length(name) > 0), 
	UNIQUE (name_folded)
);
CREATE TABLE segment_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	segment_id INTEGER NOT NULL, 
	conditions VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	FOREIGN KEY(segment_id) REFERENCES segment (id)
);
CREATE TABLE sequence (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	archived BOOLEAN NOT NULL, 
	CHECK (length(name) > 0), 
	UNIQUE (uid)
);
INSERT INTO "sequence" VALUES(1,'5b1d3f0e-5a0c-4f0e-9a53-0c9f3f1c0001','Intro','intro',0);
CREATE TABLE sequence_run (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR NOT NULL, 
	sequence_id INTEGER NOT NULL, 
	opportunity_id INTEGER NOT NULL, 
	contact_id INTEGER, 
	started_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	ended_on DATE, 
	ended_by VARCHAR, 
	CHECK (ended_by is null or ended_by in ('reply', 'meeting', 'closed', 'stopped', 'finished')), 
	CONSTRAINT ended_by_something CHECK ((ended_on is null) = (ended_by is null)), 
	UNIQUE (uid), 
	FOREIGN KEY(sequence_id) REFERENCES sequence (id), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE TABLE sequence_step (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	sequence_id INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	wait_days INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	template_id INTEGER, 
	CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')), 
	UNIQUE (sequence_id, place), 
	CHECK (place >= 1), 
	CHECK (wait_days between 0 and 3650), 
	FOREIGN KEY(sequence_id) REFERENCES sequence (id), 
	FOREIGN KEY(template_id) REFERENCES template (id)
);
INSERT INTO "sequence_step" VALUES(1,1,1,0,'outreach','Intro',NULL);
INSERT INTO "sequence_step" VALUES(2,1,2,7,'follow-up','Nudge',1);
CREATE TABLE sequence_touch (
	next_action_id INTEGER NOT NULL, 
	sequence_run_id INTEGER NOT NULL, 
	sequence_step_id INTEGER NOT NULL, 
	PRIMARY KEY (next_action_id), 
	FOREIGN KEY(next_action_id) REFERENCES next_action (id), 
	FOREIGN KEY(sequence_run_id) REFERENCES sequence_run (id), 
	FOREIGN KEY(sequence_step_id) REFERENCES sequence_step (id)
);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('currency','USD');
CREATE TABLE stage (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	probability_bp INTEGER NOT NULL, 
	definition VARCHAR NOT NULL, 
	cadence_days INTEGER NOT NULL, 
	stalled_days INTEGER NOT NULL, 
	archived BOOLEAN NOT NULL, 
	short VARCHAR, 
	kind VARCHAR DEFAULT 'sales' NOT NULL, 
	playbook VARCHAR, 
	most_contacts INTEGER, 
	contact_days INTEGER, 
	CHECK (probability_bp is null or probability_bp between 0 and 10000), 
	CHECK (length(name) > 0), 
	CHECK (kind in ('lead', 'sales', 'customer'))
);
INSERT INTO "stage" VALUES(1,'Initial contact','initial contact',0,0,'A named person at a company that fits, and no word from them yet about a problem they have. Until they answer, all you have is hope.',4,21,0,'Initial','sales',NULL,NULL,NULL);
INSERT INTO "stage" VALUES(2,'Discovery','discovery',1,1000,'The buyer has told you about a problem worth solving and answers your questions about it. A polite "send me something" does not belong here.',7,21,0,'Disc.','sales',NULL,NULL,NULL);
INSERT INTO "stage" VALUES(3,'Meeting','meeting',2,3000,'The buyer has accepted a meeting about their problem, or held it, and puts in something of their own: time, colleagues or figures.',7,30,0,NULL,'sales',NULL,NULL,NULL);
INSERT INTO "stage" VALUES(4,'Proposal','proposal',3,6000,'The buyer asked for a written offer and told you who decides, how and by when. An offer that nobody asked for does not count.',5,30,0,NULL,'sales',NULL,NULL,NULL);
INSERT INTO "stage" VALUES(5,'Negotiation','negotiation',4,8000,'The buyer has told you that you are their choice, and only terms are open: price, scope, dates or wording. While another supplier can still win, the deal doesn''t belong here yet.',3,21,0,'Negot.','sales',NULL,NULL,NULL);
CREATE TABLE stage_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	stage_id INTEGER NOT NULL, 
	happened_on DATE NOT NULL, 
	probability_bp INTEGER NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	kind VARCHAR, 
	CHECK (probability_bp is null or probability_bp between 0 and 10000), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "stage_history" VALUES(1,1,'2026-11-18',0,'2026-11-18 10:00:00.000000','2026-11-18',NULL);
INSERT INTO "stage_history" VALUES(2,2,'2026-11-18',1000,'2026-11-18 10:00:00.000000','2026-11-18',NULL);
INSERT INTO "stage_history" VALUES(3,3,'2026-11-18',3000,'2026-11-18 10:00:00.000000','2026-11-18',NULL);
INSERT INTO "stage_history" VALUES(4,4,'2026-11-18',6000,'2026-11-18 10:00:00.000000','2026-11-18',NULL);
INSERT INTO "stage_history" VALUES(5,5,'2026-11-18',8000,'2026-11-18 10:00:00.000000','2026-11-18',NULL);
CREATE TABLE stage_pace (
	stage_id INTEGER NOT NULL, 
	won_count INTEGER NOT NULL, 
	slow_days INTEGER NOT NULL, 
	PRIMARY KEY (stage_id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
CREATE TABLE stage_visit (
	opportunity_id INTEGER NOT NULL, 
	stage_id INTEGER NOT NULL, 
	days INTEGER NOT NULL, 
	gone BOOLEAN NOT NULL, 
	won BOOLEAN NOT NULL, 
	PRIMARY KEY (opportunity_id, stage_id), 
	CHECK (days >= 0), 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "stage_visit" VALUES(1,1,0,1,0);
INSERT INTO "stage_visit" VALUES(1,2,0,0,0);
INSERT INTO "stage_visit" VALUES(2,2,0,0,0);
INSERT INTO "stage_visit" VALUES(3,2,0,0,0);
CREATE TABLE store_upgrade (
	version VARCHAR NOT NULL, 
	upgraded_at DATETIME NOT NULL, 
	last_operation INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
CREATE TABLE tag_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	opportunity_id INTEGER NOT NULL, 
	tag VARCHAR NOT NULL, 
	tag_folded VARCHAR NOT NULL, 
	added BOOLEAN NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_on DATE NOT NULL, 
	FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
);
CREATE TABLE template (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	stage_id INTEGER, 
	kind VARCHAR, 
	subject VARCHAR, 
	body VARCHAR NOT NULL, 
	CHECK (length(name) > 0), 
	CHECK (kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')), 
	UNIQUE (name_folded), 
	FOREIGN KEY(stage_id) REFERENCES stage (id)
);
INSERT INTO "template" VALUES(1,'Nudge','nudge',NULL,'follow-up','About {{ deal.title }}','Hello {{ contact.first_name }}');
CREATE INDEX ix_journal_operation_state ON journal_operation (state, id);
CREATE UNIQUE INDEX ux_sequence_name ON sequence (name_folded) WHERE archived = 0;
CREATE INDEX ix_stage_name_folded ON stage (name_folded);
CREATE INDEX ix_action_stage_id ON action (stage_id);
CREATE INDEX ix_contact_account_id ON contact (account_id);
CREATE INDEX ix_contact_name_folded ON contact (name_folded);
CREATE INDEX ix_criterion_stage_id ON criterion (stage_id);
CREATE UNIQUE INDEX ux_experiment_stage ON experiment (stage_id) WHERE ended_on is null;
CREATE INDEX ix_journal_row_operation_id ON journal_row (operation_id);
CREATE INDEX ix_priority_step_priority_id ON priority_step (priority_id);
CREATE UNIQUE INDEX ux_quota_period ON quota (starts_on, ends_on, currency, owner) WHERE segment_id is null;
CREATE UNIQUE INDEX ux_quota_segment ON quota (segment_id, starts_on, ends_on, currency, owner);
CREATE INDEX ix_stage_history_stage_id ON stage_history (stage_id);
CREATE INDEX ix_template_stage_id ON template (stage_id);
CREATE INDEX ix_opportunity_account_id ON opportunity (account_id);
CREATE INDEX ix_opportunity_contact_id ON opportunity (contact_id);
CREATE INDEX ix_opportunity_parent_id ON opportunity (parent_id);
CREATE INDEX ix_opportunity_stage_id ON opportunity (stage_id);
CREATE INDEX ix_opportunity_status_close ON opportunity (status, close_on, id);
CREATE INDEX ix_opportunity_status_closed ON opportunity (status, closed_on);
CREATE INDEX ix_opportunity_title_folded ON opportunity (title_folded);
CREATE INDEX ix_quota_history_quota_id ON quota_history (quota_id);
CREATE INDEX ix_sequence_step_template_id ON sequence_step (template_id);
CREATE INDEX ix_contact_role_contact_id ON contact_role (contact_id);
CREATE INDEX ix_contact_role_opportunity_id ON contact_role (opportunity_id);
CREATE INDEX ix_customer_stage_opportunity_id ON customer_stage (opportunity_id);
CREATE INDEX ix_experiment_visit_experiment_id ON experiment_visit (experiment_id);
CREATE INDEX ix_experiment_visit_opportunity_id ON experiment_visit (opportunity_id);
CREATE INDEX ix_external_record_opportunity_id ON external_record (opportunity_id);
CREATE INDEX ix_field_value_account_id ON field_value (account_id);
CREATE INDEX ix_field_value_contact_id ON field_value (contact_id);
CREATE INDEX ix_field_value_field ON field_value (field_id, recorded_on);
CREATE INDEX ix_field_value_opportunity_id ON field_value (opportunity_id);
CREATE INDEX ix_link_opportunity_id ON link (opportunity_id);
CREATE INDEX ix_link_stage_id ON link (stage_id);
CREATE INDEX ix_next_action_opportunity_id ON next_action (opportunity_id);
CREATE INDEX ix_next_action_stage ON next_action (stage_id, status);
CREATE INDEX ix_next_action_uid ON next_action (uid);
CREATE UNIQUE INDEX ux_next_action_open ON next_action (opportunity_id) WHERE status = 'open';
CREATE INDEX ix_opportunity_history_opportunity_id ON opportunity_history (opportunity_id);
CREATE INDEX ix_opportunity_history_recorded ON opportunity_history (opportunity_id, recorded_on, id);
CREATE INDEX ix_opportunity_tag_tag_folded ON opportunity_tag (tag_folded);
CREATE INDEX ix_renewal_renewed_id ON renewal (renewed_id);
CREATE INDEX ix_sequence_run_contact_id ON sequence_run (contact_id);
CREATE INDEX ix_sequence_run_opportunity_id ON sequence_run (opportunity_id);
CREATE INDEX ix_sequence_run_sequence_id ON sequence_run (sequence_id);
CREATE UNIQUE INDEX ux_sequence_run_contact ON sequence_run (contact_id) WHERE ended_on is null;
CREATE UNIQUE INDEX ux_sequence_run_opportunity ON sequence_run (opportunity_id) WHERE ended_on is null;
CREATE INDEX ix_stage_visit_outcome ON stage_visit (stage_id, gone, won, days);
CREATE INDEX ix_tag_history_opportunity_id ON tag_history (opportunity_id);
CREATE INDEX ix_activity_contact_id ON activity (contact_id);
CREATE INDEX ix_activity_done ON activity (done_on);
CREATE INDEX ix_activity_opportunity_id ON activity (opportunity_id);
CREATE INDEX ix_qualification_opportunity_id ON qualification (opportunity_id);
CREATE INDEX ix_sequence_touch_sequence_run_id ON sequence_touch (sequence_run_id);
CREATE INDEX ix_review_answer_opportunity_id ON review_answer (opportunity_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('account',1);
INSERT INTO "sqlite_sequence" VALUES('account',1);
INSERT INTO "sqlite_sequence" VALUES('stage',5);
INSERT INTO "sqlite_sequence" VALUES('stage_history',5);
INSERT INTO "sqlite_sequence" VALUES('criterion',16);
INSERT INTO "sqlite_sequence" VALUES('action',29);
INSERT INTO "sqlite_sequence" VALUES('reason',15);
INSERT INTO "sqlite_sequence" VALUES('account',1);
INSERT INTO "sqlite_sequence" VALUES('opportunity',4);
INSERT INTO "sqlite_sequence" VALUES('opportunity_history',6);
INSERT INTO "sqlite_sequence" VALUES('next_action',1);
INSERT INTO "sqlite_sequence" VALUES('journal_operation',10);
INSERT INTO "sqlite_sequence" VALUES('qualification',1);
INSERT INTO "sqlite_sequence" VALUES('activity',1);
INSERT INTO "sqlite_sequence" VALUES('quota',1);
INSERT INTO "sqlite_sequence" VALUES('quota_history',1);
INSERT INTO "sqlite_sequence" VALUES('priority',1);
INSERT INTO "sqlite_sequence" VALUES('priority_step',1);
INSERT INTO "sqlite_sequence" VALUES('template',1);
INSERT INTO "sqlite_sequence" VALUES('sequence',1);
INSERT INTO "sqlite_sequence" VALUES('sequence_step',2);
INSERT INTO "sqlite_sequence" VALUES('exchange_rate',1);
COMMIT;
