"""Recall from Elasticsearch: which vacancies may fit a leaver, which leavers a vacancy. Read only, ids only.

The queries follow shared/contracts/documents.py. They order by an approximation of the fit made of plain
clauses (no scripts); what they find is scored exactly afterwards, so they may bring too much, never too little
of the best.
"""
