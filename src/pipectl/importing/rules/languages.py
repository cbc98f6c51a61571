"""List the headers of programs and of plain files in German, French and Spanish.

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
    *("Opportunity-Name", "Name der Opportunity", "Opportunity-Inhaber", "Opportunity-ID"),
    *("Propriétaire de l'opportunité", "ID de l'opportunité"),
    *("Propietario de la oportunidad", "Propietario de oportunidad"),
    *("Id. de la oportunidad", "Id. de oportunidad"),
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
    *("Nombre de Trato", "Propietario de Trato", "Propriétaire de l'affaire"),
)
ZOHO_PAIRS = (
    *(("Nom de l'affaire", "Nom du compte"), ("Nom de l'affaire", "Id d'enregistrement")),
    *(("Nombre del trato", "Nombre de la cuenta"), ("Nombre del trato", "ID de registro")),
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
# Headers that people use in their own sheets, and programs that aren't known here.
PLAIN = (
    as_headers("""
    identifier: Datensatz-ID, Deal-ID, ID d'enregistrement, ID de registro
    title: Titel, Dealname, Deal-Name, Name des Deals, Opportunity-Name, Verkaufschance
    title: Abschluss-Name, Geschäft, Geschäftsname, Auftragsname, Angebotsname, Angebotstitel
    title: Titre, Opportunité, Nom de l'opportunité, Affaire, Nom de l'affaire, Titre de l'affaire
    title: Nom de la transaction, Nom du deal
    title: Título, Oportunidad, Nombre de la oportunidad, Negocio, Nombre del negocio, Trato
    title: Nombre del trato, Nombre de la venta
    amount: Betrag der Verkaufschance
    amount: Betrag, Auftragswert, Dealwert, Deal-Wert, Wert, Auftragsvolumen, Volumen, Summe
    amount: Auftragssumme, Angebotswert, Angebotssumme, Montant, Valeur, Montant total
    amount: Montant de l'affaire, Montant de l'opportunité, Valeur de l'affaire
    amount: Valeur de l'opportunité, Importe, Monto, Valor, Importe total, Monto total
    amount: Valor del negocio, Valor de la oportunidad, Importe de la oportunidad
    closed_value: Tatsächlicher Umsatz, Chiffre d'affaires réel, Revenu réel, Ingresos reales
    currency: Währung, Devise, Moneda, Divisa
    stage: Phase, Stufe, Vertriebsphase, Verkaufsphase, Deal-Phase, Étape, Étape de vente
    stage: Etapa, Etapa de venta, Fase
    probability: Wahrscheinlichkeit (%), Wahrscheinlichkeit, Abschlusswahrscheinlichkeit
    probability: Gewinnwahrscheinlichkeit, Erfolgswahrscheinlichkeit, Probabilité (%), Probabilité
    probability: Probabilidad (%), Probabilidad
    close_date: Abschlussdatum, Schlusstermin, Date de clôture, Date de fermeture, Fecha de cierre
    close_on: Erwarteter Abschluss, Erwartetes Abschlussdatum, Voraussichtlicher Abschluss
    close_on: Voraussichtliches Abschlussdatum, Geplanter Abschluss, Abschluss erwartet
    close_on: Abschluss geplant, Geplantes Abschlussdatum, Geschätztes Abschlussdatum
    close_on: Geschätzter Abschluss, Gesch. Abschlussdatum, Zieldatum, Zieltermin
    close_on: Clôture prévue, Date de clôture prévue, Cierre previsto, Cierre esperado
    close_on: Fecha de cierre prevista, Fecha prevista de cierre, Fecha de cierre esperada
    closed_on: Entschieden am, Entscheidungsdatum, Datum der Annahme/Ablehnung
    closed_on: Tatsächliches Abschlussdatum
    closed_on: Tatsächl. Abschlussdatum, Date de clôture réelle, Fecha de cierre real
    closed_on: Abgeschlossen am, Geschlossen am, Clôturé le, Clôturée le, Cerrado el
    created_on: Erstellt am, Erstelldatum, Erstellungsdatum, Angelegt am, Date de création, Créé le
    created_on: Angelegt, Erfasst am, Hinzugefügt am
    created_on: Créée le, Fecha de creación, Creado el
    account: Potenzieller Kunde, Client potentiel, Cliente potencial
    account: Kunde, Kundenname, Firma, Firmenname, Unternehmen, Account-Name, Kontoname
    account: Organisation, Client, Nom du client, Société, Entreprise, Compte, Nom du compte
    account: Compañía, Nombre de la compañía, Nombre de la empresa
    account: Cliente, Nombre del cliente, Empresa, Cuenta, Nombre de la cuenta, Organización
    contact: Kontakt, Kontaktname, Kontaktperson, Ansprechpartner, Ansprechpartnerin
    contact: Nom du contact, Personne de contact, Interlocuteur, Contacto, Nombre del contacto
    contact: Persona de contacto
    lost_reason: Verlustgrund, Grund für Verlust, Grund für den Verlust, Raison de la perte
    lost_reason: Raison de perte, Motif de la perte, Motif de perte, Motivo de pérdida
    lost_reason: Motivo de la pérdida, Razón de la pérdida
    next_action: Nächster Schritt, Nächste Schritte, Prochaine étape, Étape suivante
    next_action: Próximo paso, Siguiente paso, Paso siguiente
    source: Quelle, Lead-Quelle, Herkunft, Ursprung, Origine, Origen, Fuente, Provenance
    source: Vertriebskanal, Vertriebsweg, Canal de vente, Canal de venta, Canal de ventas
    campaign: Kampagne, Quellkampagne, Campagne, Campaña, Campaña de origen
    campaign: Campagne source, Campagne d'origine
    contacts: Kontakte, Contactos
    contact_first: Vorname, Kontakt: Vorname, Prénom, Nombre de pila
    contact_last: Nachname, Kontakt: Nachname, Familienname, Nom de famille, Apellidos, Apellido
    tags: Schlagwörter, Schlagworte, Stichwörter, Stichworte, Étiquettes, Etiquetas
    note: Notiz, Notizen, Bemerkung, Bemerkungen, Kommentar, Beschreibung, Remarque, Remarques
    note: Commentaire, Commentaires, Notas, Nota, Comentarios, Descripción
""")
    + as_headers("""
    title: Dealnaam, Naam deal, Titolo, Nome opportunità, Nome trattativa, Trattativa
    title: Nome do negócio, Oportunidade, Nome da oportunidade
    amount: Bedrag, Waarde, Dealwaarde, Totaalbedrag, Importo, Valore, Importo totale
    amount: Valore trattativa, Valore opportunità, Valor total, Valor do negócio
    amount: Valor da oportunidade
    closed_value: Werkelijke omzet, Ricavo effettivo, Receita real
    currency: Munt, Munteenheid, Valuta, Moeda
    stage: Dealfase, Verkoopfase, Fase di vendita, Estágio, Etapa do funil
    probability: Slaagkans, Kans, Kans op succes, Slagingskans, Waarschijnlijkheid, Probabilità
    probability: Probabilità (%), Probabilidade, Probabilidade (%), Waarschijnlijkheid (%), Kans (%)
    close_on: Geschatte sluitingsdatum, Geschatte afsluitingsdatum, Geplande sluitingsdatum
    close_date: Afsluitingsdatum
    close_date: Sluitingsdatum, Afsluitdatum, Sluitdatum, Data di chiusura, Data de fechamento
    close_on: Verwachte sluitingsdatum, Verwachte afsluitdatum, Verwachte sluitdatum
    close_on: Data di chiusura prevista, Chiusura prevista, Data de fechamento prevista
    close_on: Data prevista de fechamento, Fechamento previsto
    closed_on: Gesloten op, Afgesloten op, Chiuso il, Fechado em
    created_on: Aangemaakt op, Aanmaakdatum, Creato il, Data di creazione, Criado em
    created_on: Data de criação
    account: Klant, Klantnaam, Naam van de klant, Bedrijf, Bedrijfsnaam, Azienda, Ragione sociale
    account: Bedrijfsnaam contact, Organisatie, Organizzazione, Organização, Geschäftspartner
    contact: Naam contact
    contact: Contactpersoon, Contatto, Referente, Persona di contatto, Contato, Pessoa de contato
    contacts: Contatos, Contatti, Contacten
    contact_first: Voornaam, Primeiro nome
    contact_last: Achternaam, Cognome, Sobrenome
    campaign: Campanha, Campagna
    source: Origem do cliente, Origem do lead, Origem do negócio, Fonte do lead
    source: Bron, Herkomst, Fonte, Origem, Verkoopkanaal, Canale di vendita, Canal de venda
    source: Canal de vendas
    next_action: Volgende stap, Volgende actie, Prossimo passo, Próximo passo
    tags: Trefwoorden, Etichette
    note: Omschrijving, Opmerking, Opmerkingen, Notitie, Notities, Descrizione
    note: Observações, Descrição
""")
    + as_headers("""
    title: Opportunità, Argomento, Oggetto, Affare, Nome affare, Titolo affare, Nome del progetto
    amount: Ammontare, Ammontare totale, Importo netto, Valore netto, Imponibile, Valore affare
    closed_value: Ricavi effettivi, Valore effettivo, Importo effettivo, Fatturato effettivo
    currency: Divisa
    stage: Stadio, Stadio di vendita, Stadio vendita, Fase vendita, Fase attuale, Fase pipeline
    stage: Fase della pipeline, Stadio della pipeline, Stato avanzamento, Stato di avanzamento
    probability: Probabilità di successo, Probabilità di chiusura, Probabilità di vincita
    probability: Probabilità di vendita, Probabilità successo, Probabilità chiusura
    close_date: Data chiusura
    close_on: Chiusura stimata, Chiusura attesa
    closed_on: Chiusa il, Conclusa il, Concluso il
    created_on: Creata il, Data creazione, Ora creazione, Orario creazione, Inserito il
    created_on: Inserita il, Data inserimento, Data di inserimento, Aggiunto il, Aggiunta il
    created_on: Aperta il, Aperto il, Data apertura, Data di apertura
    account: Nome azienda, Nome cliente, Nome del cliente, Nome account, Nome società, Società
    account: Cliente potenziale, Nome organizzazione, Ditta, Denominazione cliente
    contact: Nome contatto, Nome del contatto, Contatto principale, Persona di riferimento
    contact: Referente principale
    contact_email: E-mail contatto, Email contatto, Posta elettronica contatto, Email referente
    contact_email: E-mail referente
    source: Origine, Origine lead, Origine del lead, Fonte lead, Fonte del lead, Provenienza
    source: Fonte contatto
    campaign: Campagna di origine, Fonte campagna, Campagna origine
    next_action: Passo successivo, Passaggio successivo, Prossimo passaggio, Prossimo step
    next_action: Prossima azione, Prossima attività
    next_due: Data prossima azione, Data prossima attività, Data prossimo passo
    note: Commento, Commenti, Osservazioni, Annotazioni
""")
    + as_headers("""
    title: Nazwa szansy, Nazwa szansy sprzedaży, Szansa sprzedaży, Nazwa transakcji, Tytuł, Temat
    title: Tytuł szansy, Nazwa sprzedaży, Nazwa okazji, Název obchodu, Název příležitosti
    amount: Kwota, Wartość, Wartość szansy, Wartość szansy sprzedaży, Wartość transakcji
    amount: Wartość netto, Kwota netto, Wartość sprzedaży, Částka, Hodnota, Hodnota obchodu
    closed_value: Rzeczywista sprzedaż, Rzeczywista wartość, Rzeczywisty przychód
    currency: Waluta, Waluta szansy, Měna
    stage: Etap, Etap sprzedaży, Etap szansy, Faza, Faza sprzedaży, Fáze, Etapa prodeje
    probability: Prawdopodobieństwo, Prawdopodobieństwo (%), Prawdopodobieństwo sprzedaży
    probability: Szansa powodzenia, Pravděpodobnost, Pravděpodobnost (%)
    close_on: Planowana data zamknięcia, Przewidywana data zamknięcia, Oczekiwana data zamknięcia
    close_on: Szacowana data zamknięcia, Spodziewana data zamknięcia, Planowane zamknięcie
    close_on: Przewidywany termin zamknięcia, Szacowany termin, Předpokládané datum uzavření
    close_date: Data zamknięcia, Czas zamknięcia, Termin zamknięcia, Data finalizacji
    close_date: Datum uzavření
    closed_on: Rzeczywisty termin, Rzeczywista data zamknięcia, Faktyczna data zamknięcia
    created_on: Data utworzenia, Czas utworzenia, Data dodania, Utworzono, Dodano
    created_on: Data wprowadzenia, Vytvořeno, Datum vytvoření, Skapad, Opprettet, Oprettet, Luotu
    created_on: Создано, Дата создания, Létrehozva, 创建时间, 创建日期, 建立日期
    created_on: 作成日, 作成日時, 登録日
    created_on: 생성일, 등록일
    account: Firma/Instytucja, Nazwa firmy, Kontrahent, Klient, Nazwa klienta, Nazwa kontrahenta
    account: Nabywca, Organizacja, Zákazník, Název firmy, Odběratel
    contact: Osoba kontaktowa, Kontakt, Kontaktní osoba
    contact_first: Imię, Jméno
    contact_last: Nazwisko, Příjmení
    lost_reason: Powód przegranej, Powód utraty, Przyczyna przegranej, Przyczyna utraty
    lost_reason: Powód odrzucenia, Powód straty
    source: Źródło, Źródło pozyskania, Źródło leada, Źródło kontaktu, Zdroj
    campaign: Kampania, Kampania marketingowa, Kampaň
    next_action: Następny krok, Następne działanie, Kolejny krok, Następna akcja, Další krok
    next_due: Termin następnego działania, Data następnego działania, Termin następnego kroku
    tags: Tagi, Etykiety, Znaczniki, Štítky
    note: Uwagi, Opis, Notatka, Notatki, Komentarz, Poznámka, Poznámky
""")
)
# Revenue is the amount of a deal, or what a company earns in a year.
REVENUES = as_headers("""
    amount: Revenue, Deal revenue, Income, Umsatz, Erlös, Revenu, Revenus, Chiffre d'affaires
    amount: Ingresos
    amount: Przychód, Obrót
    amount: Ingreso, Facturación, Omzet, Opbrengst, Ricavo, Ricavi, Fatturato, Receita, Faturamento
""")
# Amounts that may be weighted, so they come after all others.
EXPECTED = as_headers("""
    amount: Estimated value, Est. revenue, Estimated revenue, Expected revenue
    amount: Geschätzter Wert, Erwarteter Wert, Erwarteter Umsatz, Gesch. Umsatz, Zielbetrag
    amount: Geschätzter Umsatz, Montant potentiel, Montant estimé, Montant prévu, Montant attendu
    amount: Revenu attendu, Revenu estimé, Revenu prévu, Revenus attendus, Revenus estimés
    amount: Chiffre d'affaires attendu, Chiffre d'affaires estimé, Chiffre d'affaires prévu
    amount: Chiffre d'affaires prévisionnel, Importe estimado, Importe previsto, Valor estimado
    amount: Ingresos esperados, Ingresos estimados, Ingresos previstos, Ingreso esperado
    amount: Geschatte waarde, Verwachte waarde, Verwachte omzet, Geschatte omzet, Valore stimato
    amount: Importo stimato, Ricavo atteso, Ricavo stimato, Ricavi attesi, Ricavi previsti
    amount: Fatturato previsto, Valor previsto, Valor esperado, Receita esperada, Receita prevista
    amount: Receita estimada, Szacowana wartość, Szacowany przychód, Przewidywana wartość
    amount: Oczekiwana wartość, Planowana wartość, Prognozowana wartość, Oczekiwany przychód
    amount: Uppskattat värde, Förväntat värde, Uppskattade intäkter, Forventet omsætning
    amount: Anslået værdi, Forventet værdi, Forventet omsetning, Estimert verdi, Importo previsto
""")
