"""List the headers of programs in German, French and Spanish.

Programs write most headers in the user's language, and leave some in English.
"""

from pipectl.importing.rules.headers import Headers, as_headers

HUBSPOT_SIGNS = (
    *("Deal-Phase", "Deal-Wahrscheinlichkeit", "Ist abgeschlossen und gewonnen"),
    *("Nom de la transaction", "Phase de la transaction", "ID de fiche d'informations"),
    *("Nombre del negocio", "Etapa del negocio", "Etapa de negocio", "ID de registro"),
)
HUBSPOT = as_headers("""
    identifier: Datensatz-ID, ID de fiche d'informations, ID de registro, ID de objeto
    title: Deal-Name, Dealname, Nom de la transaction, Nombre del negocio
    stage: Deal-Phase, Dealphase, Phase de la transaction, Étape de la transaction
    stage: Etapa del negocio, Etapa de negocio
    amount: Betrag, Montant, Cantidad, Importe, Monto, Valor
    currency: Währung, Devise, Moneda, Divisa
    close_date: Abschlussdatum, Date de fermeture, Date de clôture, Fecha de cierre
    created_on: Erstellungsdatum, Erstellt am, Date de création, Fecha de creación
    probability_share: Deal-Wahrscheinlichkeit, Probabilité de la transaction
    probability_share: Probabilidad del negocio, Probabilidad de negocio
    is_won: Ist abgeschlossen und gewonnen, Ist geschlossen und gewonnen
    is_won: Est fermée et gagnée, Est fermée gagnée, Fermée et gagnée
    is_won: Está cerrado y ganado, Es cierre ganado, Cerrado ganado
    is_lost: Ist geschlossen und verloren, Ist abgeschlossen und verloren
    is_lost: Est fermée et perdue, Est fermée perdue, Fermée et perdue
    is_lost: Está cerrado y perdido, Es cierre perdido, Cerrado perdido
    is_closed: Ist der Deal abgeschlossen?, Ist der Deal geschlossen?
    is_closed: La transaction est-elle fermée ?, La transaction est fermée ?
    is_closed: ¿El negocio está cerrado?, ¿Está cerrado el negocio?
    lost_reason: Grund für verlorenen Deal, Grund für verlorenes Geschäft
    lost_reason: Motif de la transaction perdue, Raison de la transaction fermée perdue
    lost_reason: Raison de la perte, Motivo de cierre perdido, Motivo de negocio perdido
    lost_reason: Motivo de pérdida
    next_action: Nächster Schritt, Prochaine étape, Étape suivante, Próximo paso, Siguiente paso
    accounts: Zugehöriges Unternehmen (Primär), Zugehöriges Unternehmen
    accounts: Entreprise associée (principale), Entreprise associée, Empresa asociada
    contacts: Zugehöriger Kontakt, Contact associé, Contacto asociado
    source: Ursprüngliche Traffic-Quelle, Source de trafic d'origine
    source: Fuente original de tráfico, Fuente de tráfico original
""")
_PIPEDRIVE_GERMAN = as_headers("""
    identifier: ID
    title: Titel
    amount: Wert
    currency: Währung von Wert, Währung des Werts, Währung
    stage: Phase
    outcome: Status
    close_on: Erwartetes Abschlussdatum, Voraussichtliches Abschlussdatum
    won_on: Datum des gewonnenen Deals, Gewonnen am, Deal abgeschlossen am
    lost_on: Datum des verlorenen Deals, Verloren am, Deal abgeschlossen am
    lost_reason: Verlustgrund, Grund für Verlust
    probability: Wahrscheinlichkeit
    created_on: Deal erstellt, Deal erstellt am
    account: Organisation
    contact: Kontaktperson
    source: Quellkanal, Kanal der Quelle, Quelle, Ursprung
""")
_PIPEDRIVE_FRENCH = as_headers("""
    identifier: ID
    title: Titre, Titre de l'affaire
    amount: Valeur
    currency: Devise de Valeur, Devise de la valeur, Devise
    stage: Étape
    outcome: Statut
    close_on: Date de clôture prévue, Date de clôture attendue
    won_on: Date de gain, Heure du gain, Heure de gain, Affaire clôturée le
    lost_on: Date de perte, Heure de l'échec, Heure de la perte, Affaire clôturée le
    lost_reason: Raison de la perte, Raison de perte, Motif de la perte
    probability: Probabilité
    created_on: Affaire créée, Affaire créée le
    account: Organisation
    contact: Personne à contacter, Personne à joindre, Personne de contact
    source: Canal source, Origine de la source, Source
""")
_PIPEDRIVE_SPANISH = as_headers("""
    identifier: ID
    title: Título
    amount: Valor
    currency: Moneda de Valor, Moneda del valor, Moneda
    stage: Etapa
    outcome: Estado, Status
    close_on: Fecha de cierre prevista, Fecha prevista de cierre, Fecha esperada de cierre
    won_on: Fecha de ganado, Hora de ganado, Negocio cerrado el
    lost_on: Fecha de perdido, Fecha de pérdida, Hora de perdido, Negocio cerrado el
    lost_reason: Motivo de pérdida, Razón de pérdida, Motivo de la pérdida
    probability: Probabilidad
    created_on: Negocio creado el, Negocio creado, Trato creado el, Trato creado
    account: Organización
    contact: Persona de contacto
    source: Canal de origen, Fuente
""")


def _prefixed(prefix: str, headers: Headers) -> Headers:
    return tuple((field, f"{prefix} - {name}") for field, name in headers)


# Headers of exported lists of deals: each begins with the word for "deal".
PIPEDRIVE_PREFIXED = (
    *_prefixed("Deal", _PIPEDRIVE_GERMAN),
    *_prefixed("Affaire", _PIPEDRIVE_FRENCH),
    *_prefixed("Negocio", _PIPEDRIVE_SPANISH),
    *_prefixed("Trato", _PIPEDRIVE_SPANISH),
)
PIPEDRIVE = PIPEDRIVE_PREFIXED + _PIPEDRIVE_GERMAN + _PIPEDRIVE_FRENCH + _PIPEDRIVE_SPANISH
PIPEDRIVE_SIGNS = (
    *("Datum des gewonnenen Deals", "Datum des verlorenen Deals", "Deal erstellt"),
    *("Affaire créée", "Heure de l'échec", "Negocio creado", "Negocio creado el", "Trato creado"),
)
ODOO = as_headers("""
    identifier: Externe ID, ID externe, ID externo, Identifiant externe, Identificador externo
    title: Verkaufschance, Chance, Opportunité, Oportunidad
    account: Firmenname, Unternehmensname, Nom de la société, Nom de l'entreprise
    account: Nombre de la empresa, Nombre de la compañía, Kunde, Client, Cliente
    contact: Kontaktname, Name des Kontakts, Nom du contact, Nombre de contacto, Nombre del contacto
    contact_email: E-Mail, Courriel, E-mail, Correo electrónico
    amount: Erwarteter Umsatz, Erwarteter Ertrag, Revenus espérés, Revenu espéré, Revenus attendus
    amount: Revenu attendu, Chiffre d'affaires attendu, Ingresos esperados, Ingreso esperado
    currency: Währung, Devise, Moneda
    stage: Phase, Stufe, Étape, Etapa
    probability: Wahrscheinlichkeit, Erfolgswahrscheinlichkeit, Probabilité, Probabilidad
    close_on: Erwarteter Abschluss, Voraussichtlicher Abschluss, Clôture prévue, Clôture attendue
    close_on: Fermeture prévue, Fermeture espérée, Cierre esperado, Cierre previsto
    created_on: Erstellt am, Angelegt am, Créé le, Creado el, Creado en, Fecha de creación
    closed_on: Abschlussdatum, Abgeschlossen am, Date de clôture, Date de fermeture
    closed_on: Fecha de cierre, Fecha cierre
    lost_reason: Verlustgrund, Grund für Verlust, Grund für den Verlust, Motif de perte
    lost_reason: Motif de la perte, Raison de la perte, Raison de perte
    lost_reason: Motivo de pérdida, Motivo de la pérdida, Razón de la pérdida
    source: Quelle, Source, Origen
    campaign: Kampagne, Campagne, Campaña
""")
# Its default stages in each language, in order.
ODOO_STAGES = (
    ("Neu", "Qualifiziert", "Angebot", "Gewonnen"),
    ("Neu", "Qualifiziert", "Proposition", "Gewonnen"),
    ("Nouveau", "Qualifié", "Proposition", "Gagné"),
    ("Nuevo", "Calificado", "Propuesta", "Ganado"),
)
_ODOO_TITLES = ("Verkaufschance", "Chance", "Opportunité", "Oportunidad")
_ODOO_AMOUNTS = tuple(name for field, name in ODOO if field == "amount")
# Pairs of headers that no other program writes together.
ODOO_PAIRS = tuple((title, amount) for title in _ODOO_TITLES for amount in _ODOO_AMOUNTS)
SALESFORCE_SIGNS = (
    *("Opportunity-Name", "Name der Opportunity", "Opportunity-Inhaber"),
    *("Propriétaire de l'opportunité", "Propietario de la oportunidad"),
    "Propietario de oportunidad",
)
# Other programs call a deal an opportunity, too: with one of these beside it, it is Salesforce's.
SALESFORCE_PAIRS = tuple(
    (title, beside)
    for titles, besides in (
        (
            ("Nom de l'opportunité", "Nom d'opportunité"),
            ("Nom du compte", "Nom de compte", "Période fiscale", "Probabilité (%)"),
        ),
        (
            ("Nombre de la oportunidad", "Nombre de oportunidad"),
            ("Nombre de la cuenta", "Nombre de cuenta", "Período fiscal", "Probabilidad (%)"),
        ),
    )
    for title in titles
    for beside in besides
)
SALESFORCE = as_headers("""
    identifier: Opportunity-ID, ID de l'opportunité, ID d'opportunité, Id. de la oportunidad
    identifier: ID de la oportunidad, Id. de oportunidad, ID de oportunidad
    title: Opportunity-Name, Name der Opportunity, Nom de l'opportunité, Nom d'opportunité
    title: Nombre de la oportunidad, Nombre de oportunidad
    account: Account-Name, Accountname, Name des Accounts, Nom du compte, Nom de compte
    account: Nombre de la cuenta, Nombre de cuenta
    contact: Primärer Kontakt, Kontaktname, Contact principal, Nom du contact, Contacto principal
    contact: Nombre del contacto
    stage: Phase, Étape, Etapa
    amount: Betrag, Montant, Importe, Importe total, Cantidad, Monto
    currency: Betrag (Währung), Währung des Betrags, Opportunity-Währung, Währung
    currency: Devise du montant, Montant (devise), Devise, Moneda del importe, Importe (moneda)
    currency: Moneda, Divisa
    close_date: Schlusstermin, Abschlussdatum, Date de clôture, Date de fermeture, Fecha de cierre
    probability: Wahrscheinlichkeit (%), Wahrscheinlichkeit, Probabilité (%), Probabilité
    probability: Probabilidad (%), Probabilidad
    created_on: Erstelldatum, Erstellt am, Date de création, Créé le, Fecha de creación
    next_action: Nächster Schritt, Étape suivante, Prochaine étape, Próximo paso, Siguiente paso
    source: Lead-Quelle, Leadquelle, Leadherkunft, Origine de la piste, Source de la piste
    source: Source de piste, Origen del prospecto, Origen del candidato, Fuente del prospecto
    campaign: Primäre Kampagnenquelle, Source de la campagne principale
    campaign: Source principale de la campagne, Origen de la campaña principal
    campaign: Origen de campaña principal, Fuente de la campaña principal
    is_won: Gewonnen, Gagnée, Gagné, Ganada, Ganado
    is_closed: Geschlossen, Fermée, Fermé, Cerrada, Cerrado
    lost_reason: Verlustgrund, Grund für Verlust, Grund für den Verlust, Raison de la perte
    lost_reason: Motif de la perte, Raison de perte, Motivo de pérdida, Motivo de la pérdida
""")
ZOHO_SIGNS = (
    *("Abschluss-Name", "Abschluss-Besitzer", "Geschäftsabschlussname"),
    *("Nombre de Trato", "Propietario de Trato"),
)
ZOHO_PAIRS = (
    *(("Nom de l'affaire", "Nom du compte"), ("Nom de l'affaire", "Id d'enregistrement")),
    *(("Nombre del trato", "Nombre de la cuenta"), ("Nombre del trato", "ID de registro")),
)
# Brevo has these, too, but calls what belongs to a deal associated.
ZOHO_WEAK_PAIRS = (("Nom de l'affaire", "Propriétaire de l'affaire"),)
ZOHO_FOREIGN = (
    *("Entreprise associée", "Entreprises associées", "Contact associé", "Contacts associés"),
)
ZOHO = as_headers("""
    identifier: Datensatz-ID, Id d'enregistrement, ID d'enregistrement, ID de registro
    title: Abschluss-Name, Geschäftsabschlussname, Nom de l'affaire, Nombre de Trato
    title: Nombre del trato
    account: Kontoname, Account-Name, Nom du compte, Nombre de la cuenta, Nombre de Cuenta
    contact: Kontaktname, Kontakt-Name, Nom du contact, Nombre del contacto, Nombre de contacto
    amount: Betrag, Montant, Importe, Monto, Cantidad
    currency: Währung, Devise, Moneda, Divisa
    stage: Phase, Stufe, Étape, Etapa, Fase
    close_date: Abschlussdatum, Date de clôture, Date de fermeture, Fecha de cierre
    won_on: Abschlusszeit, Geschlossen um, Heure de clôture, Hora de cierre
    lost_on: Abschlusszeit, Geschlossen um, Heure de clôture, Hora de cierre
    probability: Wahrscheinlichkeit (%), Wahrscheinlichkeit, Probabilité (%), Probabilité
    probability: Probabilidad (%), Probabilidad
    created_on: Erstellt um, Erstellungszeit, Erstellt am, Heure de création, Date de création
    created_on: Créé le, Hora de creación, Fecha de creación
    source: Lead-Quelle, Leadquelle, Source du prospect, Source de la piste
    source: Fuente de posible cliente, Fuente del cliente potencial, Origen del lead
    campaign: Kampagnenquelle, Source de la campagne, Fuente de campaña
    campaign: Fuente de la campaña
    lost_reason: Grund für Verlust, Verlustgrund, Raison de la perte, Motif de la perte
    lost_reason: Motivo de la pérdida, Motivo de pérdida, Razón de la pérdida
    next_action: Nächster Schritt, Étape suivante, Prochaine étape, Siguiente paso, Próximo paso
""")
