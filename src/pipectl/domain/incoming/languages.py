"""The headers of HubSpot, Pipedrive and Odoo where their users read German, French or Spanish.

Each writes an export's headers in the language of whoever exports, and leaves some in English.
"""

from pipectl.domain.incoming.headers import Headers, as_headers

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
    source: Quellkanal, Quelle
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
    contact: Personne à contacter, Personne de contact
    source: Canal source, Source
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


# What a list of deals is exported with: each column says first that it is the deal's.
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
_ODOO_TITLES = ("Verkaufschance", "Chance", "Opportunité", "Oportunidad")
_ODOO_AMOUNTS = tuple(name for field, name in ODOO if field == "amount")
# Headers of which no other program writes both.
ODOO_PAIRS = tuple((title, amount) for title in _ODOO_TITLES for amount in _ODOO_AMOUNTS)
