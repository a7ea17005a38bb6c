"""Entrypoints of accounts."""

from eventlet import tpool

from services.accounts import acting, consent, exporting, handlers, keyring, retention
from services.accounts.companies import handlers as companies
from services.accounts.mandates import handlers as mandates
from services.accounts.people import handlers as people
from services.accounts.providers import MailProvider
from shared.contracts import calls
from shared.contracts.events import CloudEvent
from shared.messaging.consumer import subscribe
from shared.runtime.providers import Clock, DatabaseProvider, NewId
from shared.runtime.timer import every
from shared.runtime.web import call


class Service:
    """nameko class of accounts."""

    name = "accounts"
    database = DatabaseProvider()
    clock = Clock()
    new_id = NewId()
    pages_url = MailProvider()

    @call(calls.CreateKey, "key.create")
    def create_key(self, command: calls.CreateKey) -> calls.KeyCreated:
        """Make a key for an account."""
        return handlers.create_key(command, database=self.database, new_id=self.new_id)

    @call(calls.Authenticate, "session.open")
    def authenticate(self, command: calls.Authenticate) -> calls.Principal:
        """Whose key it is."""
        return handlers.authenticate(command, database=self.database, clock=self.clock)

    @call(calls.IssueCodes, "code.issue")
    def issue_codes(self, command: calls.IssueCodes) -> calls.CodesIssued:
        """Claim codes for a school's leavers."""
        return handlers.issue_codes(command, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(calls.Claim, "claim.use")
    def claim(self, command: calls.Claim) -> calls.KeyCreated:
        """A code becomes a leaver's key."""
        return handlers.claim(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @call(calls.AddPerson, "key.create")
    def add_person(self, command: calls.AddPerson) -> calls.PersonAdded:
        """An address may sign in."""
        return people.add_person(command, database=self.database, new_id=self.new_id)

    @call(calls.RequestLink, "session.open")
    def request_link(self, command: calls.RequestLink) -> calls.Done:
        """A mail with a link, if the address is somebody's."""
        return people.request_link(command, database=self.database, clock=self.clock)

    @call(calls.OpenSession, "session.open")
    def open_session(self, command: calls.OpenSession) -> calls.SessionOpened:
        """A link becomes a session."""
        return people.open_session(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(calls.ListSessions, "session.manage")
    def list_sessions(self, command: calls.ListSessions) -> calls.SessionList:
        """Where the caller is signed in."""
        return people.list_sessions(command, database=self.database, clock=self.clock)

    @call(calls.EndSessions, "session.manage")
    def end_sessions(self, command: calls.EndSessions) -> calls.Done:
        """Sign out, here or everywhere."""
        return people.end_sessions(command, database=self.database)

    @call(calls.RegisterCompany, "company.register")
    def register_company(self, command: calls.RegisterCompany) -> calls.CompanyRegistered:
        """A company wants to be let in."""
        return companies.register_company(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(calls.GetCompany, "vacancy.write")
    def get_company(self, command: calls.GetCompany) -> calls.Company:
        """The caller's registration."""
        return companies.get_company(command, database=self.database)

    @call(calls.ListCompanies, "company.release")
    def list_companies(self, command: calls.ListCompanies) -> calls.CompanyList:
        """Those of a region."""
        return companies.list_companies(command, database=self.database, clock=self.clock)

    @call(calls.DecideCompany, "company.release")
    def decide_company(self, command: calls.DecideCompany) -> calls.Company:
        """Release or refuse."""
        return companies.decide_company(command, database=self.database, clock=self.clock, pages_url=self.pages_url)

    @every(interval=60)
    def on_minute(self) -> int:
        """Remind of companies that wait; delete what came to nothing."""
        reminded = companies.remind(database=self.database, clock=self.clock, pages_url=self.pages_url)
        return reminded + companies.forget(database=self.database, clock=self.clock)

    @call(calls.ListKeys, "key.manage")
    def list_keys(self, query: calls.ListKeys) -> calls.KeyList:
        """A school's keys."""
        return keyring.list_keys(query, database=self.database)

    @call(calls.IssueKey, "key.manage")
    def issue_key(self, command: calls.IssueKey) -> calls.KeyIssued:
        """A key for a season."""
        return keyring.issue_key(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(calls.RotateKey, "key.manage")
    def rotate_key(self, command: calls.RotateKey) -> calls.KeyIssued:
        """A new key in place of one."""
        return keyring.rotate_key(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(calls.RevokeKey, "key.manage")
    def revoke_key(self, command: calls.RevokeKey) -> calls.Done:
        """End a key."""
        return keyring.revoke_key(command, database=self.database, clock=self.clock)

    @call(calls.ListActs, "act.read")
    def list_acts(self, query: calls.ListActs) -> calls.Acts:
        """The audit log."""
        return acting.list_acts(query, database=self.database)

    @call(calls.AskMandate, "mandate.ask")
    def ask_mandate(self, command: calls.AskMandate) -> calls.Done:
        """A clerk asks a company."""
        return mandates.ask_mandate(
            command, database=self.database, clock=self.clock, new_id=self.new_id, pages_url=self.pages_url
        )

    @call(calls.ListMandates, "mandate.end")
    def list_mandates(self, query: calls.ListMandates) -> calls.MandateList:
        """The caller's."""
        return mandates.list_mandates(query, database=self.database, clock=self.clock)

    @call(calls.ReadMandateLink, "mandate.answer")
    def read_mandate_link(self, query: calls.ReadMandateLink) -> calls.Mandate:
        """What a mail asks for."""
        return mandates.read_link(query, database=self.database, clock=self.clock)

    @call(calls.AnswerMandateLink, "mandate.answer")
    def answer_mandate_link(self, command: calls.AnswerMandateLink) -> calls.Mandate:
        """Yes or no, by the mail's link."""
        return mandates.answer_link(command, database=self.database, clock=self.clock, pages_url=self.pages_url)

    @call(calls.AnswerMandate, "mandate.give")
    def answer_mandate(self, command: calls.AnswerMandate) -> calls.Done:
        """Yes, by who has signed in."""
        return mandates.answer_mandate(
            command, database=self.database, clock=self.clock, new_id=self.new_id, pages_url=self.pages_url
        )

    @call(calls.EndMandate, "mandate.end")
    def end_mandate(self, command: calls.EndMandate) -> calls.Done:
        """Either side ends it."""
        return mandates.end_mandate(command, database=self.database, clock=self.clock, pages_url=self.pages_url)

    @call(calls.ActFor, "vacancy.write")
    def act_for(self, command: calls.ActFor) -> calls.Principal:
        """The company a clerk writes for."""
        return mandates.act_for(command, database=self.database, clock=self.clock)

    @call(calls.ExportAccounts, "data.read")
    def export_accounts(self, query: calls.ExportAccounts) -> calls.Exported:
        """Everything held about a leaver."""
        return exporting.export(query, database=self.database)

    @call(calls.RetainAccounts, "retention.run")
    def retain_accounts(self, command: calls.RetainAccounts) -> calls.Retained:
        """Delete, or count, what is past its time."""
        return retention.retain(command, database=self.database, clock=self.clock)

    @every(interval=3600, eager=True)
    def on_hour(self) -> dict[str, int]:
        """What is past its time goes."""
        return retention.on_hour(database=self.database, clock=self.clock)

    @call(calls.ReadDecline, "letter.decline")
    def read_decline(self, query: calls.ReadDecline) -> calls.Declined:
        """Whose letter says no."""
        return consent.read_decline(query, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(calls.GivePass, "device.move")
    def give_pass(self, command: calls.GivePass) -> calls.PassGiven:
        """A code a leaver shows."""
        return consent.give_pass(command, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(calls.UseMove, "claim.use")
    def use_move(self, command: calls.UseMove) -> calls.KeyCreated:
        """Another device."""
        return consent.use_move(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @call(calls.ConsentAsParent, "consent.parent")
    def consent_as_parent(self, command: calls.ConsentAsParent) -> calls.Consented:
        """A parent agrees."""
        return consent.consent_as_parent(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @call(calls.GiveConsent, "consent.give")
    def give_consent(self, command: calls.GiveConsent) -> calls.Consents:
        """The leaver agrees."""
        return consent.give_consent(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(calls.WithdrawConsent, "consent.give")
    def withdraw_consent(self, command: calls.WithdrawConsent) -> calls.Consents:
        """What was agreed to is taken back."""
        return consent.withdraw_consent(command, database=self.database, clock=self.clock)

    @call(calls.ListConsents, "consent.give")
    def list_consents(self, query: calls.ListConsents) -> calls.Consents:
        """What holds."""
        return consent.list_consents(query, database=self.database)

    @subscribe("accounts", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """A leaver is erased: the keys that name them go."""
        handlers.forget_leavers(event, database=self.database)
