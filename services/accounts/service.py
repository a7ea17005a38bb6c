"""Entrypoints of accounts."""

from eventlet import tpool

from services.accounts import acting, consent, exporting, handlers, keyring, retention
from services.accounts.companies import handlers as companies
from services.accounts.mandates import handlers as mandates
from services.accounts.people import handlers as people
from services.accounts.providers import MailProvider
from shared.contracts.calls import (
    ActFor,
    Acts,
    AddPerson,
    AnswerMandate,
    AnswerMandateLink,
    AskMandate,
    Authenticate,
    Claim,
    CodesIssued,
    Company,
    CompanyList,
    CompanyRegistered,
    ConsentAsParent,
    Consented,
    Consents,
    CreateKey,
    DecideCompany,
    Declined,
    Done,
    EndMandate,
    EndSessions,
    ExportAccounts,
    Exported,
    GetCompany,
    GiveConsent,
    GivePass,
    IssueCodes,
    IssueKey,
    KeyCreated,
    KeyIssued,
    KeyList,
    ListActs,
    ListCompanies,
    ListConsents,
    ListKeys,
    ListMandates,
    ListSessions,
    Mandate,
    MandateList,
    OpenSession,
    PassGiven,
    PersonAdded,
    Principal,
    ReadDecline,
    ReadMandateLink,
    RegisterCompany,
    RequestLink,
    RetainAccounts,
    Retained,
    RevokeKey,
    RotateKey,
    SessionList,
    SessionOpened,
    UseMove,
    WithdrawConsent,
)
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

    @call(CreateKey, "key.create")
    def create_key(self, command: CreateKey) -> KeyCreated:
        """Make a key for an account."""
        return handlers.create_key(command, database=self.database, new_id=self.new_id)

    @call(Authenticate, "session.open")
    def authenticate(self, command: Authenticate) -> Principal:
        """Whose key it is."""
        return handlers.authenticate(command, database=self.database, clock=self.clock)

    @call(IssueCodes, "code.issue")
    def issue_codes(self, command: IssueCodes) -> CodesIssued:
        """Claim codes for a school's leavers."""
        return handlers.issue_codes(command, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(Claim, "claim.use")
    def claim(self, command: Claim) -> KeyCreated:
        """A code becomes a leaver's key."""
        return handlers.claim(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @call(AddPerson, "key.create")
    def add_person(self, command: AddPerson) -> PersonAdded:
        """An address may sign in."""
        return people.add_person(command, database=self.database, new_id=self.new_id)

    @call(RequestLink, "session.open")
    def request_link(self, command: RequestLink) -> Done:
        """A mail with a link, if the address is somebody's."""
        return people.request_link(command, database=self.database, clock=self.clock)

    @call(OpenSession, "session.open")
    def open_session(self, command: OpenSession) -> SessionOpened:
        """A link becomes a session."""
        return people.open_session(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(ListSessions, "session.manage")
    def list_sessions(self, command: ListSessions) -> SessionList:
        """Where the caller is signed in."""
        return people.list_sessions(command, database=self.database, clock=self.clock)

    @call(EndSessions, "session.manage")
    def end_sessions(self, command: EndSessions) -> Done:
        """Sign out, here or everywhere."""
        return people.end_sessions(command, database=self.database)

    @call(RegisterCompany, "company.register")
    def register_company(self, command: RegisterCompany) -> CompanyRegistered:
        """A company wants to be let in."""
        return companies.register_company(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(GetCompany, "vacancy.write")
    def get_company(self, command: GetCompany) -> Company:
        """The caller's registration."""
        return companies.get_company(command, database=self.database)

    @call(ListCompanies, "company.release")
    def list_companies(self, command: ListCompanies) -> CompanyList:
        """Those of a region."""
        return companies.list_companies(command, database=self.database, clock=self.clock)

    @call(DecideCompany, "company.release")
    def decide_company(self, command: DecideCompany) -> Company:
        """Release or refuse."""
        return companies.decide_company(command, database=self.database, clock=self.clock, pages_url=self.pages_url)

    @every(interval=60)
    def on_minute(self) -> int:
        """Remind of companies that wait; delete what came to nothing."""
        reminded = companies.remind(database=self.database, clock=self.clock, pages_url=self.pages_url)
        return reminded + companies.forget(database=self.database, clock=self.clock)

    @call(ListKeys, "key.manage")
    def list_keys(self, query: ListKeys) -> KeyList:
        """A school's keys."""
        return keyring.list_keys(query, database=self.database)

    @call(IssueKey, "key.manage")
    def issue_key(self, command: IssueKey) -> KeyIssued:
        """A key for a season."""
        return keyring.issue_key(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(RotateKey, "key.manage")
    def rotate_key(self, command: RotateKey) -> KeyIssued:
        """A new key in place of one."""
        return keyring.rotate_key(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(RevokeKey, "key.manage")
    def revoke_key(self, command: RevokeKey) -> Done:
        """End a key."""
        return keyring.revoke_key(command, database=self.database, clock=self.clock)

    @call(ListActs, "act.read")
    def list_acts(self, query: ListActs) -> Acts:
        """The audit log."""
        return acting.list_acts(query, database=self.database)

    @call(AskMandate, "mandate.ask")
    def ask_mandate(self, command: AskMandate) -> Done:
        """A clerk asks a company."""
        return mandates.ask_mandate(
            command, database=self.database, clock=self.clock, new_id=self.new_id, pages_url=self.pages_url
        )

    @call(ListMandates, "mandate.end")
    def list_mandates(self, query: ListMandates) -> MandateList:
        """The caller's."""
        return mandates.list_mandates(query, database=self.database, clock=self.clock)

    @call(ReadMandateLink, "mandate.answer")
    def read_mandate_link(self, query: ReadMandateLink) -> Mandate:
        """What a mail asks for."""
        return mandates.read_link(query, database=self.database, clock=self.clock)

    @call(AnswerMandateLink, "mandate.answer")
    def answer_mandate_link(self, command: AnswerMandateLink) -> Mandate:
        """Yes or no, by the mail's link."""
        return mandates.answer_link(command, database=self.database, clock=self.clock, pages_url=self.pages_url)

    @call(AnswerMandate, "mandate.give")
    def answer_mandate(self, command: AnswerMandate) -> Done:
        """Yes, by who has signed in."""
        return mandates.answer_mandate(
            command, database=self.database, clock=self.clock, new_id=self.new_id, pages_url=self.pages_url
        )

    @call(EndMandate, "mandate.end")
    def end_mandate(self, command: EndMandate) -> Done:
        """Either side ends it."""
        return mandates.end_mandate(command, database=self.database, clock=self.clock, pages_url=self.pages_url)

    @call(ActFor, "vacancy.write")
    def act_for(self, command: ActFor) -> Principal:
        """The company a clerk writes for."""
        return mandates.act_for(command, database=self.database, clock=self.clock)

    @call(ExportAccounts, "data.read")
    def export_accounts(self, query: ExportAccounts) -> Exported:
        """Everything held about a leaver."""
        return exporting.export(query, database=self.database)

    @call(RetainAccounts, "retention.run")
    def retain_accounts(self, command: RetainAccounts) -> Retained:
        """Delete, or count, what is past its time."""
        return retention.retain(command, database=self.database, clock=self.clock)

    @every(interval=3600, eager=True)
    def on_hour(self) -> dict[str, int]:
        """What is past its time goes."""
        return retention.on_hour(database=self.database, clock=self.clock)

    @call(ReadDecline, "letter.decline")
    def read_decline(self, query: ReadDecline) -> Declined:
        """Whose letter says no."""
        return consent.read_decline(query, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(GivePass, "device.move")
    def give_pass(self, command: GivePass) -> PassGiven:
        """A code a leaver shows."""
        return consent.give_pass(command, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(UseMove, "claim.use")
    def use_move(self, command: UseMove) -> KeyCreated:
        """Another device."""
        return consent.use_move(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @call(ConsentAsParent, "consent.parent")
    def consent_as_parent(self, command: ConsentAsParent) -> Consented:
        """A parent agrees."""
        return consent.consent_as_parent(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @call(GiveConsent, "consent.give")
    def give_consent(self, command: GiveConsent) -> Consents:
        """The leaver agrees."""
        return consent.give_consent(command, database=self.database, clock=self.clock, new_id=self.new_id)

    @call(WithdrawConsent, "consent.give")
    def withdraw_consent(self, command: WithdrawConsent) -> Consents:
        """What was agreed to is taken back."""
        return consent.withdraw_consent(command, database=self.database, clock=self.clock)

    @call(ListConsents, "consent.give")
    def list_consents(self, query: ListConsents) -> Consents:
        """What holds."""
        return consent.list_consents(query, database=self.database)

    @subscribe("accounts", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """A leaver is erased: the keys that name them go."""
        handlers.forget_leavers(event, database=self.database)
