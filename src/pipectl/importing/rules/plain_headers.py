"""List headers of plain files by language: people's own sheets, and programs not known here."""

from pipectl.importing.rules.headers import as_headers

_GERMAN_FRENCH_SPANISH = as_headers("""
    identifier: Datensatz-ID, Deal-ID, ID d'enregistrement, ID de registro
    title: Titel, Dealname, Deal-Name, Name des Deals, Opportunity-Name, Verkaufschance
    title: Verkaufspotential, Verkaufspotenzial, Verkaufspotentialname, Verkaufschancenname
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
    stage: Vertriebsstufe, Verkaufsstufe, Vertriebsstadium, Verkaufsstadium
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
_DUTCH_ITALIAN_PORTUGUESE = as_headers("""
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
_ITALIAN = as_headers("""
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
_POLISH_CZECH = as_headers("""
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
_NORDIC = as_headers("""
    title: Affärsnamn, Affär, Affärsmöjlighet, Säljmöjlighet, Rubrik, Ämne, Affärens namn
    title: Salgsmulighed, Handelsnavn, Sag, Sagsnavn, Emne, Navn på salgsmulighed
    title: Salgsmulighet, Tittel, Salgsmuligheten, Avtalenavn
    title: Kaupan nimi, Myyntimahdollisuus, Otsikko, Aihe
    amount: Belopp, Värde, Affärsvärde, Ordervärde, Kontraktsvärde, Summa
    amount: Beløb, Værdi, Ordreværdi, Kontraktværdi, Handelsværdi
    amount: Beløp, Verdi, Ordreverdi, Avtaleverdi, Arvo, Kaupan arvo
    currency: Valuta, Valuutta
    stage: Fas, Steg, Säljfas, Affärsfas, Försäljningsfas, Säljsteg, Trin, Salgsfase, Salgstrin
    stage: Salgssteg, Vaihe, Myyntivaihe
    probability: Sannolikhet, Sannolikhet (%), Chans, Sandsynlighed, Sandsynlighed (%)
    probability: Sannsynlighet, Sannsynlighet (%), Todennäköisyys, Todennäköisyys (%)
    close_on: Förväntat avslut, Förväntat avslutsdatum, Förväntat slutdatum, Planerat avslut
    close_on: Beräknat avslut, Beräknat avslutsdatum, Förväntat stängningsdatum
    close_on: Forventet lukkedato, Forventet afslutning, Forventet afslutningsdato
    close_on: Forventet avslutning, Forventet avslutningsdato, Arvioitu päättymispäivä
    close_date: Avslutsdatum, Stängningsdatum, Lukkedato, Afslutningsdato, Avslutningsdato
    close_date: Sulkemispäivä, Päättymispäivä
    closed_on: Stängd den, Avslutad den, Faktiskt avslutsdatum
    closed_on: Lukket den, Afsluttet den, Faktisk lukkedato, Avsluttet den
    created_on: Skapad den, Skapad datum, Skapat datum, Skapandedatum
    created_on: Oprettet den, Oprettelsesdato, Opprettet dato, Opprettelsesdato, Luontipäivä
    account: Företag, Företagsnamn, Kund, Kundnamn, Virksomhed, Virksomhedsnavn, Firmanavn
    account: Bedrift, Bedriftsnavn, Selskap, Kundenavn, Yritys, Asiakas, Organisaatio
    contact: Kontaktnamn, Kontaktnavn, Yhteyshenkilö
    contact_first: Förnamn, Fornavn, Etunimi
    contact_last: Efternamn, Efternavn, Etternavn, Sukunimi
    lost_reason: Förlustorsak, Orsak till förlust, Anledning till förlust, Anledning förlorad
    lost_reason: Tabsårsag, Årsag til tab, Tabt årsag, Tapsårsak, Årsak til tap, Häviön syy
    next_action: Nästa steg, Nästa aktivitet, Nästa åtgärd, Næste skridt, Næste aktivitet
    next_action: Næste handling, Neste steg, Neste aktivitet, Seuraava vaihe
    source: Källa, Leadkälla, Kilde, Leadkilde, Oprindelse, Lähde
    tags: Taggar, Etiketter, Mærker, Tunnisteet
    note: Beskrivning, Anteckning, Anteckningar, Beskrivelse, Bemærkning, Bemærkninger, Noter
    note: Notat, Notater, Merknad, Kuvaus, Muistiinpano
""")
# Rarer wordings in all of these, and in English.
_FURTHER = as_headers("""
    title: subject, topic, project name, deal subject
    title: Thema, Betreff, Vorgang, Projektname
    title: Intitulé, Libellé, Objet, Intitulé de l'affaire, Nom du projet
    title: Asunto, Nombre del proyecto, Nome affare, Nome del progetto
    title: Verkoopkans, Naam verkoopkans, Onderwerp, Negócio, Título do negócio, Assunto, Szansa
    amount: Nettobetrag, Montant HT, Valeur de la transaction, Valor del trato, Offertebedrag
    amount: Montante
    stage: Auftragsphase, Angebotsphase, Projektphase
    stage: Pipelinephase, Étape de la transaction, Étape du pipeline, Étape commerciale
    stage: Etapa del negocio, Fase de ventas, Fase de venta, Fase trattativa, Fase dell'affare
    stage: Stadium, Etapa do negócio
    probability: certainty, Certitude, Certezza, Certeza, Zekerheid
    probability: Chance in %, Proba, Taux de probabilité, Probabilidad de cierre, Prob. de cierre
    probability: Chance de fechamento, % de certeza, % de certitude, % di certezza
    probability: Probabilité de gain, Probabilité de succès, Probabilité de réussite
    probability: Probabilidad de éxito, Probabilidad de ganar, Probabilità di vittoria
    probability: stage percent, deal stage percent, stage percentage
    close_on: Voraussichtl. Abschluss, Vorauss. Abschluss, Date de clôture estimée
    close_on: Date de signature prévue, Date de fermeture prévue, Fecha estimada de cierre
    close_on: Data prevista chiusura, Data chiusura prevista, Data de fechamento esperada
    close_on: Previsão de fechamento, Data de fecho prevista
    closed_on: Abschluss am, Fermé le, Fermée le, Fecha real de cierre, Data chiusura effettiva
    closed_on: Datum gesloten, Werkelijke sluitingsdatum, Data de fechamento real
    closed_on: Concluído em, Zamknięto dnia, Data faktycznego zamknięcia
    created_on: Erstellt, Créé, Créée, Creato, Criado, Aangemaakt, Gemaakt
    created_on: Anlagedatum, Créé(e) le, Creado, Fecha alta, Fecha de alta, Datum aangemaakt
    created_on: Gemaakt op, Data de cadastro, Criada em
    account: Organisationsname, Nom de l'organisation, Nombre de la organización
    account: Raison sociale, Razón social, Relatie, Razão social, Conta, Nome da empresa
    contact: Ansprechperson, Hauptkontakt, Contact principal, Contacto principal, Hoofdcontact
    contact: Contato principal
    contact_last: surname, Cognome contatto, Cognome del contatto, Cognome referente
    contact_last: Apellidos del contacto, Sobrenome do contato, Apelido
    next_action: next activity, Nächste Aktion, Nächste Aktivität, Prochaine action
    next_action: Prochaine activité, Próxima acción, Próxima actividad, Siguiente acción
    next_action: Volgende activiteit, Próxima ação, Próxima atividade, Próxima tarefa
    next_action: Action à mener, Actions à mener, Acción a realizar, Azione da fare
    campaign: Kampagnenname, Nom de la campagne, Nombre de la campaña, Nome campagna
    campaign: Nome da campanha, Campagnenaam
    source: Source du lead, Fuente del lead, source name, lead source name
    tags: labels, Etiqueta, Étiquette, Schlagwort, Stichwort, Mots-clés, Marcadores
    note: Popis, Beschrijving, Observaciones, Anotações, Comentario, Comentário
    note: card description, last note, latest note, recent note, Letzte Notiz, Dernière note
    note: Última nota, Ultima nota
""")
TRANSLATED = (
    _GERMAN_FRENCH_SPANISH
    + _DUTCH_ITALIAN_PORTUGUESE
    + _ITALIAN
    + _POLISH_CZECH
    + _FURTHER
    + _NORDIC
)
# Revenue is the amount of a deal, or what a company earns in a year.
REVENUES = as_headers("""
    amount: Einnahmen, Entrate, Recettes
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
