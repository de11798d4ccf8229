"""The part of SOQL that the local Salesforce speaks: words, grammar, meaning."""
