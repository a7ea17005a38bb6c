"""The words services exchange: pydantic models of events, documents, calls and problems.

Writing is strict (`extra="forbid"`), reading is tolerant (`extra="ignore"`, see `base.tolerant`), so that an
older consumer survives a newer producer's optional field.
"""
