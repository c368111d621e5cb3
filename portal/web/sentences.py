"""Sentences: why something was refused, and what was just done."""

from __future__ import annotations

from portal.web.lazy import _

REASONS: dict[str, str] = {
    "about_functionaris_registered_by_deputy": _("Een klacht over de functionaris registreert de waarnemer."),
    "agreements_missing": _("Schrijf op wat er is afgesproken."),
    "considerations_missing": _("Schrijf de overwegingen."),
    "outcome_missing": _("Kies een oordeel."),
    "reasons_missing": _("Schrijf de motivering."),
    "whole_reason_missing": _("Schrijf waarom u over het geheel anders oordeelt dan uit de onderdelen volgt."),
    "correction_missing": _("Schrijf op wat is hersteld, en waarom."),
    "judgment_there": _("Er is geen oordeel om te herstellen."),
    "nobody_signed": _("Er is al getekend. Het oordeel kan niet meer worden hersteld."),
    "still_correctable": _(
        "De zaak is meer dan vier weken geleden afgesloten. Het oordeel kan niet meer worden hersteld."
    ),
    "all_informed": _("Nog niet elke betrokken medewerker is geïnformeerd."),
    "already_party": _("Deze persoon doet al mee in deze zaak."),
    "answer_given": _("Kies ja of nee."),
    "both_had_their_say": _("Nog niet beide kanten hebben de gelegenheid gehad om te reageren."),
    "case_changed": _(
        "De zaak is intussen veranderd. Wat u typte staat er nog. Bekijk de zaak en verstuur het opnieuw."
    ),
    "category_exists": _("Dit onderwerp staat al in de lijst."),
    "cause_missing": _("Kies een oorzaak."),
    "conflict_undeclared": _("U heeft dit al verklaard."),
    "consent_where_needed": _("Voor deze verlenging is instemming van de klager nodig."),
    "contact_in_future": _("Deze datum ligt in de toekomst."),
    "date_before_start": _("Deze datum ligt voor het begin."),
    "date_in_reach": _("Kies een datum van hoogstens 5 jaar terug en hoogstens 2 jaar vooruit."),
    "date_lies_ahead": _("Kies een datum vanaf vandaag."),
    "one_employee_at_a_talk": _(
        "Nodig niet meer dan één medewerker uit voor hetzelfde gesprek: collega's lezen en horen elkaar niet."
    ),
    "talk_lies_ahead": _("Kies een dag vanaf vandaag."),
    "talk_in_past": _("Dit tijdstip is al voorbij. Kies een later tijdstip."),
    "talk_on_sunday": _("Dit is een zondag. Bedoelt u dat, zet dan een vinkje."),
    "talk_planned": _("Er staat geen gesprek gepland."),
    "subject_is_planned": _("Dit gesprek staat niet meer gepland."),
    "invited_to_talk": _("U bent niet uitgenodigd voor een gesprek dat nog komt."),
    "subject_invites_party": _("U bent niet uitgenodigd voor dit gesprek, of het is al geweest."),
    "report_to_comment": _("Er is geen verslag van een gesprek waarop u nu kunt reageren."),
    "subject_to_comment": _("Op dit verslag kunt u nu niet reageren."),
    "cited_reports_settled": _(
        "Op een aangehaald gespreksverslag kan nog worden gereageerd. Wacht dat af, of geef een reden."
    ),
    "time_to_react": _("Geef ten minste drie dagen om te reageren."),
    "judgment_to_post": _("Het oordeel gaat niet per post, of dat is al vastgelegd."),
    "day_since_the_judgment": _("Kies een dag vanaf het oordeel, tot en met vandaag."),
    "acts_alone": _("Deze persoon doet dit zelf in het portaal, of het kan nu niet."),
    "text_missing": _("Vul in wat er is geschreven of gezegd."),
    "due_on_missing": _("Kies een datum."),
    "employee_uninformed": _("Alle betrokken medewerkers zijn al geïnformeerd."),
    "employees_linked": _("Koppel elke betrokken medewerker aan een klachtonderdeel."),
    "every_allegation_judged": _("Geef voor elk klachtonderdeel een oordeel met motivering."),
    "every_employee_gets_an_edition": _("Elke betrokken medewerker krijgt een tekst van de klacht te lezen."),
    "extension_allowed": _("De regeling staat deze verlenging niet toe."),
    "functionaris_in_office": _("Beëindig eerst de benoeming van deze persoon."),
    "functionaris_is_party": _("Wie de klacht behandelt, kan geen betrokkene zijn. Draag de zaak eerst over."),
    "receipt_is_known": _("Deze klacht kwam binnen via het portaal: de datum van ontvangst staat vast."),
    "mandate_undecided": _("Over deze machtiging is al beslist."),
    "heard_on_every_part": _(
        "Er is een klachtonderdeel bijgekomen of bij iemand neergelegd. Vraag die medewerker eerst om een reactie."
    ),
    "informed_stay_linked": _("Een medewerker die al is geïnformeerd, houdt minstens één klachtonderdeel."),
    "has_allegation": _("Leg eerst minstens één klachtonderdeel vast."),
    "has_category": _("Kies eerst minstens één onderwerp."),
    "is_informed": _("U bent nog niet over deze klacht geïnformeerd."),
    "link_dead": _("Deze link werkt niet meer."),
    "mandate_in_order": _("De machtiging is nog niet in orde."),
    "mandate_missing": _("Er is geen machtiging om over te beslissen."),
    "mixed_roles": _("Een klachtenfunctionaris kan niet ook directie of beheerder zijn."),
    "name_missing": _("Vul een naam in, of kies een medewerker."),
    "new_date_is_later": _("Kies een datum na de huidige einddatum, en niet in het verleden."),
    "no_agreement": _("Er is al overeenstemming over een oplossing."),
    "no_conflict": _("Verklaar eerst dat u niet bij de zaak betrokken bent."),
    "no_full_judgment_asked": _("De klager heeft om een volledig oordeel gevraagd."),
    "no_other_functionaris": _(
        "Er is niemand anders die deze klacht mag behandelen. Vraag de beheerder om iemand te benoemen."
    ),
    "no_regulation": _("Er is nog geen klachtenregeling gepubliceerd."),
    "no_hold": _("Er is geen bewaarblokkade meer."),
    "access_finished": _("Dit verzoek is al beantwoord. Er kan niets meer aan veranderen."),
    "items_undecided": _("Beslis eerst over elk onderdeel."),
    "nothing_blackened": _("Maak in de tekst onleesbaar wat de ander niet mag lezen."),
    "ground_missing": _("Kies een grond."),
    "no_such_piece": _("Dit stuk is er niet."),
    "nobody_here": _("Deze persoon is niet gevonden in deze zaak."),
    "not_a_manager": _("Deze persoon hoort niet bij de directie."),
    "not_answered": _("Deze vraag is al beantwoord."),
    "not_for_you": _("De regeling is niet bedoeld voor deze groep. Bel ons, dan kijken we wat wel kan."),
    "not_in_court": _("Dit is al vastgelegd."),
    "not_in_this_stage": _("Dit kan niet meer, of nog niet, in deze fase van de zaak."),
    "not_releasable": _("Dit stuk kan niet met deze persoon worden gedeeld."),
    "not_satisfied_or_silent": _("De klager kan nog antwoorden."),
    "not_reported": _(
        "Deze zaak staat nog in geen verslag. Publiceer eerst een verslag over de maand waarin die is afgesloten."
    ),
    "not_there": _("Dit is er niet meer."),
    "not_yet_opened": _("De beoordeling is al begonnen."),
    "not_yours": _("Dit kunt u in deze zaak niet doen."),
    "only_shared_pieces_cited": _(
        "Een aangehaald stuk is niet met iedereen gedeeld die het aangaat. Deel het eerst, of geef een reden."
    ),
    "file_empty": _("Dit bestand is leeg. Kies het bestand opnieuw."),
    "file_type": _("Dit soort bestand kunt u niet toevoegen. Maak er bijvoorbeeld een PDF of een foto van."),
    "file_not_what_it_says": _(
        "De naam van dit bestand past niet bij wat erin zit. Sla het bestand opnieuw op in het juiste formaat."
    ),
    "file_broken": _(
        "Wij kunnen dit bestand niet lezen. Misschien is het beschadigd. Sla het opnieuw op, of maak er een PDF van."
    ),
    "file_has_macros": _(
        "In dit bestand zit een programma (macro) of een ander bestand. Sla het op zonder macro's en bijlagen, of maak "
        "er een PDF van."
    ),
    "file_encrypted": _("Dit bestand heeft een wachtwoord. Sla het op zonder wachtwoord en voeg het opnieuw toe."),
    "file_too_large_inside": _(
        "Dit bestand is uitgepakt te groot, of de foto heeft te veel beeldpunten (meer dan 40 miljoen). Maak het "
        "kleiner."
    ),
    "file_active": _(
        "Dit bestand doet iets vanzelf, of haalt iets van buiten op. Dat kunnen wij niet weghalen. Druk het af als PDF "
        "en voeg die toe."
    ),
    "file_too_large": _("Dit bestand is te groot. Maak het kleiner, of verdeel het over meer bestanden."),
    "file_too_many": _("Er kunnen niet meer bestanden bij dit stuk. Haal er een weg, of stuur later een tweede stuk."),
    "file_case_full": _("Er kunnen niet meer bestanden bij deze zaak. Neem contact op met de klachtenfunctionaris."),
    "no_such_file": _("Dit bestand hoort niet bij dit stuk. Laad de pagina opnieuw."),
    "original_place_missing": _("Schrijf op waar het origineel wordt bewaard."),
    "own_account": _("Uw eigen account kunt u niet sluiten."),
    "own_address_needed": _(
        "De vertegenwoordiger heeft een eigen e-mailadres nodig. De klager bevestigt de machtiging namelijk zelf."
    ),
    "own_proposal_open": _("U heeft geen open voorstel."),
    "own_roles": _("Uw eigen rollen kunt u niet wijzigen."),
    "owner_missing": _("Noem wie dit uitvoert."),
    "password_guessable": _("Dit wachtwoord is makkelijk te raden. Kies bijvoorbeeld vier willekeurige woorden."),
    "password_long": _("Dit wachtwoord is te lang. Gebruik hoogstens 256 tekens."),
    "password_short": _("Gebruik minstens 12 tekens."),
    "period_wrong": _("Deze periode klopt niet. Kies hele maanden die voorbij zijn."),
    "period_of_months": _(
        "Kies hele maanden: van de eerste dag van een maand tot en met de laatste dag van een maand."
    ),
    "proposal_reaches_the_other_side": _("Kies aan wie u het voorstel doet."),
    "proposal_to_answer": _("Er is geen voorstel dat op uw antwoord wacht."),
    "reason_missing": _("Geef een reden."),
    "receipt_in_future": _("De dag van ontvangst ligt in de toekomst."),
    "posted_before_written": _("Toen was deze brief er nog niet. Kijk de datum na."),
    "nothing_changed": _("Dat staat er al."),
    "before_receipt": _("Toen was de klacht er nog niet. Kijk de datum na."),
    "said_before_asked": _("Die dag ligt vóór de dag waarop dit kon worden gezegd. Kijk de datum na."),
    "received_before_registered": _("De klacht is al geregistreerd. De dag van ontvangst is die dag of een eerdere."),
    "handles_the_case": _("Alleen wie de klacht behandelt, kan die overdragen."),
    "recipients_are_parties": _("Kies met wie u dit deelt. Dat kan alleen met wie van de klacht weet."),
    "recommendation_not_open": _("Dit kan in deze fase van de aanbeveling niet."),
    "record_unconfirmed": _("Er is niets te bevestigen."),
    "refused_or_late": _("Er kan nog getekend worden."),
    "reply_awaited": _("Er wordt geen reactie van u gevraagd."),
    "reply_date_given": _("Kies een datum om te reageren."),
    "role_missing": _("Kies minstens één rol."),
    "route_missing": _("Schrijf op waar de klager verder terecht kan."),
    "settled_without_finding": _("Er is geen afgesproken oplossing."),
    "signature_awaited": _("Uw handtekening wordt niet (meer) gevraagd."),
    "signed_in_future": _("Deze datum ligt in de toekomst."),
    "solution_accepted": _("De klager heeft nog geen oplossing aanvaard."),
    "somebody_still_signs": _("Iedereen heeft al getekend of laten weten niet te tekenen."),
    "subject_awaits_this_party": _("Dit voorstel wacht niet op uw antwoord."),
    "subject_is_own": _("Dit is niet uw voorstel, of het is al beantwoord."),
    "subject_signs": _("Van deze persoon wordt geen handtekening gevraagd."),
    "subject_uninformed": _("Deze medewerker is al geïnformeerd."),
    "already_represented": _("Er is al een vertegenwoordiger. Beëindig eerst die machtiging."),
    "left_to_complainant": _("Hierover beslist de klager zelf. Uw machtiging geldt daarvoor niet."),
    "not_mandated": _("Dit kan alleen de klager zelf."),
    "proof_missing": _("Schrijf op waaruit de machtiging blijkt."),
    "away_already": _("Voor deze dagen staat deze persoon al als afwezig."),
    "date_over": _("Deze dagen zijn al voorbij."),
    "deviation_needless": _("Er is al een klachtenfunctionaris. Beëindig eerst die benoeming."),
    "deviation_there": _("Dit staat al vast."),
    "no_office": _("Deze persoon is geen klachtenfunctionaris of waarnemer."),
    "address_by_two": _("Dit adres wijzigen twee anderen samen: de beheerder en de directie."),
    "address_same": _("Dit is het adres dat u al heeft."),
    "address_taken": _("Dit adres is hier al in gebruik."),
    "code_wrong": _("Deze code klopt niet, of is al gebruikt. Probeer het met een nieuwe."),
    "code_over": _("Deze code werkt niet meer. Vraag een nieuwe aan."),
    "confirm_wrong": _("Dit klopt niet. Controleer wat u invulde en probeer het opnieuw."),
    "last_factor": _("Uw rol vraagt een tweede stap. Stel eerst een andere in, dan kunt u deze verwijderen."),
    "mend_busy": _("Er loopt al een herstel van dit account."),
    "no_address": _("Wij hebben geen e-mailadres bij deze klacht. Bel ons."),
    "passkey_there": _("Deze passkey is hier al bekend."),
    "passkey_wrong": _("Deze passkey kennen wij hier niet, of de vraag was verlopen. Probeer het opnieuw."),
    "second_person": _("Hiervoor is een ander nodig dan wie het vroeg, en dan van wie het account is."),
    "sign_in": _("Deze combinatie van e-mailadres en wachtwoord kennen wij niet."),
    "too_fast": _("Dit ging sneller dan iemand kan lezen. Wacht een paar tellen en verstuur opnieuw."),
    "changed_meanwhile": _(
        "Iemand anders heeft dit intussen gewijzigd. Wat u invulde staat er nog. Kijk wat er nu geldt en verstuur het "
        "opnieuw."
    ),
    "not_informed_yet": _("Deze medewerker is nog niet over de klacht geïnformeerd. Doe dat eerst."),
    "on_staff_list": _("Dit e-mailadres hoort bij een medewerker. Kies deze persoon in de lijst."),
    "other_post": _(
        "Deze persoon heeft in die tijd al de andere benoeming. Kies iemand anders: de waarnemer behandelt klachten "
        "over de klachtenfunctionaris."
    ),
    "appointed_long_ago": _("Een benoeming kan hoogstens 31 dagen terug ingaan."),
    "ended_long_ago": _("Een benoeming eindigt op zijn vroegst gisteren."),
    "appointment_over": _("Deze benoeming is al voorbij."),
    "staff_already": _(
        "Dit e-mailadres hoort al bij een medewerker. De rollen wijzigt u op de pagina van die persoon, bij "
        "Medewerkers."
    ),
    "code_unknown": _("Dit zaaknummer en deze code horen niet bij elkaar. Kijk op uw ontvangstbewijs."),
    "too_often": _("Te veel pogingen. Probeer het later opnieuw."),
    "provider_address": _(
        "Dit adres kan niet. Gebruik een openbaar adres dat met https:// begint, zonder vraagteken of #."
    ),
    "provider_answer": _("De inlogdienst geeft een antwoord dat wij niet begrijpen. Klopt het adres?"),
    "provider_certificate": _("De inlogdienst heeft geen geldig certificaat. Zo sturen wij er niemand heen."),
    "provider_down": _("De inlogdienst is niet bereikbaar. Klopt het adres?"),
    "provider_issuer": _("De inlogdienst noemt zichzelf anders. Neem het adres precies zo over."),
    "provider_metadata": _(
        "De inlogdienst mist iets wat hier nodig is: een adres, een sleutel, PKCE met S256 of een client secret."
    ),
    "provider_only_way": _("Hiermee logt u in. Kies eerst een wachtwoord of stel een passkey in."),
    "provider_domain": _(
        "Met dit account kunt u hier niet inloggen. Uw organisatie laat alleen bepaalde e-mailadressen toe."
    ),
    "provider_refused": _("Wat u meebracht klopt niet, of het duurde te lang. Begin opnieuw."),
    "provider_taken": _("Dit lukt niet: een van de twee accounts is al gekoppeld. Maak eerst die koppeling los."),
    "provider_unknown": _("Wie u daar bent, is hier nog niet bekend."),
    "provider_secret": _("Vul het geheim in. Dat is ook nodig als u het adres of de client-id wijzigt."),
}

DONE: dict[str, str] = {
    "draft": _("Uw concept is bewaard."),
    "kept": _("Wat u eerder typte staat hieronder."),
    "draft_link": _("De link is onderweg. Kijk in uw e-mail."),
    "reset": _("Als dit adres bij een account hoort, is er een link onderweg."),
    "password": _("Uw wachtwoord is gewijzigd."),
    "away": _("De afwezigheid is vastgelegd. De waarnemer behandelt de zaken in die tijd."),
    "back": _("De afwezigheid is beëindigd."),
    "deviation": _("De afwijking is vastgelegd. U bent nu klachtenfunctionaris."),
    "deviation_ended": _("De afwijking is beëindigd. U bent geen klachtenfunctionaris meer."),
    "mend_asked": _("Het verzoek ligt bij de directie. Na akkoord duurt het nog 24 uur."),
    "mend_agreed": _(
        "U bent het ermee eens. Over 24 uur wordt het account hersteld, tenzij de eigenaar het tegenhoudt."
    ),
    "mended": _("Het account is hersteld. Deze persoon krijgt een e-mail om opnieuw te beginnen."),
    "reopened": _("Het account is weer open. Deze persoon krijgt een e-mail om opnieuw te beginnen."),
    "address": _("Uw e-mailadres is gewijzigd. Log in met het nieuwe adres."),
    "address_asked": _("De link is onderweg naar uw nieuwe adres."),
    "code_sent": _("De code is onderweg. Kijk in uw e-mail."),
    "factor_added": _("Uw tweede stap is ingesteld."),
    "factor_removed": _("Uw tweede stap is verwijderd."),
    "mend_refused": _("Het herstel gaat niet door. Er verandert niets."),
    "session_ended": _("Dat apparaat is uitgelogd."),
    "signed_out": _("U bent uitgelogd."),
    "mandate_yes": _("De machtiging is bevestigd. De klacht wordt behandeld; u krijgt daarvan bericht."),
    "mandate_no": _(
        "De machtiging is geweigerd. Deze persoon heeft geen toegang tot de zaak. Wilt u zelf klagen, dan kan dat hier."
    ),
    "register": _("De klacht is geregistreerd."),
    "recommend": _("De aanbeveling staat klaar voor de directie."),
    "moved": _("Het besluit is vastgelegd."),
    "report": _("Het verslag is vastgelegd en staat klaar voor de directie."),
    "review": _("De bespreking is vastgelegd."),
    "posted": _("De datum van verzending is vastgelegd."),
    "invite_staff": _("De uitnodiging is onderweg."),
    "roles": _("De rollen zijn gewijzigd."),
    "closed": _("Het account is gesloten."),
    "withdrawn": _("De uitnodiging is ingetrokken."),
    "appointed": _("De benoeming is vastgelegd."),
    "appointment_ended": _("De benoeming eindigt op de gekozen dag."),
    "category": _("De lijst met onderwerpen is bijgewerkt."),
    "organisation": _("De gegevens zijn bewaard."),
    "keeping": _("Uw beslissing is vastgelegd."),
    "held": _("De bewaarblokkade staat. Dit dossier wordt niet gewist."),
    "hold_lifted": _("De bewaarblokkade is opgeheven."),
    "access": _("Uw beslissingen zijn bewaard."),
    "access_finished": _("Het antwoord staat vast. U kunt het hieronder downloaden."),
    "told": _("Dit is vastgelegd."),
    "provider": _("De eigen inlog is bewaard."),
    "provider_tied": _("Uw account is gekoppeld. U kunt hier voortaan zo inloggen."),
    "provider_untied": _("De koppeling is los."),
}

DUTY_WORDS: dict[str, str] = {
    "R1.1": _("De klacht is schriftelijk vastgelegd"),
    "R1.2": _("De machtiging van de vertegenwoordiger is gecontroleerd"),
    "R1.3": _("De functionaris heeft verklaard niet betrokken te zijn"),
    "R2.1": _("Beoordeeld of de regeling geldt"),
    "R2.2": _("De zaak volgt de versie van de regeling die bij ontvangst gold"),
    "R3.b": _("De oorzaak is vastgelegd"),
    "R3.c": _("Gevraagd of de afhandeling tevreden stemt"),
    "R4.2": _("Verteld waar de klager verder terecht kan"),
    "R5.1": _("De klacht is bij de functionaris terechtgekomen"),
    "R5.2a": _("De medewerker is geïnformeerd"),
    "R5.2b": _("Beide kanten konden hun standpunt toelichten"),
    "R5.3": _("Samen naar een oplossing gezocht"),
    "R5.4a": _("Oordeel binnen de termijn"),
    "R5.4b": _("Verlenging op tijd gemeld, met reden en nieuwe datum"),
    "R5.5": _("Klager en medewerker hebben het oordeel schriftelijk"),
    "R5.6": _("Ieder heeft getekend, of gezegd niet te tekenen"),
    "R6.1": _("Vertrouwelijkheid is bevestigd"),
    "R6.2": _("Geen kosten voor de klager"),
    "R7.1": _("De voortgang is bewaakt tot het einde"),
    "R7.2": _("Contacten met de klager zijn vastgelegd"),
    "R7.3": _("De klager is op de hoogte gehouden"),
    "R7.4": _("Het dossier is bijgehouden"),
    "R8.1": _("De klacht is geregistreerd en ingedeeld"),
    "R8.2": _("Ingedeeld onder meer dan één onderwerp"),
    "R8.3": _("Een aanbeveling voor verbetering gedaan"),
}
